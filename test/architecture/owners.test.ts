import { expect, test } from "vitest";
import { readText, sourceFiles } from "./house.ts";

/** In one process with every notebook: nothing that is thrown here may reach the process (S29). */
const SERVER = sourceFiles().filter((path) =>
  /^server\/(?:base|contents|headless|kernel|locks|outputs|runs|session|store|[^/]+\.ts$)/.test(
    path,
  ),
);
/** Files whose timers need none, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "server/store/group-commit.ts":
    "it only begins a write, whose failure is told to whoever writes next",
  "server/kernel/inquiries.ts": "they only settle a promise",
  "server/base/faults.ts": "it is the owner",
};

/** A timer that only settles a promise, or ends one socket, process or kernel, cannot throw. */
const HARMLESS =
  /^(?:resolve\b|reject\b|\(\) => (?:resolve|reject|finish|done)\(|\(\) => \w+\.(?:terminate|destroy|kill|close|abort)\(|\(\) => process\.exit\(|this\.#flush\b)/;
/** A callback that `owned` was applied to, by name. */
const OWNED_NAME = /^(\w+),/;

function unownedTimers(path: string): string[] {
  if (path in EXCEPTIONS) return [];
  const text = readText(path);
  const found: string[] = [];
  for (const match of text.matchAll(/\bset(?:Timeout|Interval|Immediate)\(\s*/g)) {
    const rest = text.slice(match.index + match[0].length);
    const name = OWNED_NAME.exec(rest)?.[1];
    const isOwnedName = name !== undefined && text.includes(`const ${name} = owned(`);
    if (!rest.startsWith("owned(") && !isOwnedName && !HARMLESS.test(rest))
      found.push(`${path}:${text.slice(0, match.index).split("\n").length}: ${rest.slice(0, 60)}`);
  }
  return found;
}

/** A promise that nobody waits for has an owner, too: `.catch(onFault)`. */
function unownedPromises(path: string): string[] {
  return readText(path)
    .split("\n")
    .flatMap((line, i) =>
      /(?:^|[\s(])void [\w#$.]+[.(]/.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [],
    );
}

test("every timer of the server has an owner for what it throws", () => {
  expect(SERVER.flatMap(unownedTimers)).toEqual([]);
});

test("no promise of the server is left without an owner", () => {
  expect(SERVER.flatMap(unownedPromises)).toEqual([]);
});
