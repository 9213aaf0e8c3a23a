import type { Problem } from "./errors.ts";

/** One line for a terminal or a log: what failed, got and expected, what to do. */
export function problemText(p: Problem): string {
  const got = p.got === undefined ? "" : ` Got ${sentence(p.got)}`;
  const expected = p.expected === undefined ? "" : ` Expected ${sentence(p.expected)}`;
  const said = `${p.code}: ${sentence(p.title)} ${sentence(p.detail)}${got}${expected}`;
  return `${said} ${p.action ?? ""}`.trim();
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
