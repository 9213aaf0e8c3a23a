import {
  durationText,
  HoldfastError,
  type LockEvent,
  percent,
} from "../../kernels/protocol/index.ts";
import { ENTRY_CODE_MINUTES } from "../http/access/entry-codes.ts";
import type { LeftNotebook } from "../session/file/left-work.ts";
import { type Command, readArgs } from "./command.ts";
import { listOf, RunningServer } from "./running-server.ts";
import { say, sayJson } from "./say.ts";

export const STATUS = {
  name: "status",
  takes: "[folder]",
  summary: "what the server of a folder runs, who waits, and a new one-time link",
  options: { json: { type: "boolean", default: false, help: "as one line of JSON" } },
  example: "holdfast status notebooks",
} as const satisfies Command;

/** `holdfast status [folder]`: what the server of a folder runs, and who waits. */
export async function status(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(STATUS, argv);
  if (positionals.length > 1)
    throw new HoldfastError("HF_USAGE", "holdfast status takes one folder");
  const server = await RunningServer.find(positionals[0] ?? ".", process.env);
  const { json } = await server.call("GET", "/api/locks");
  const locks = listOf<LockEvent>(json, "locks");
  const unsaved = listOf<LeftNotebook>(
    (await server.call("GET", "/api/unsaved")).json,
    "notebooks",
  );
  const link = await server.link();
  if (values.json) sayJson({ url: server.url, link, locks, unsaved });
  else {
    say(...statusLines({ url: server.url, pid: server.pid, link }, locks, Date.now()));
    say(...unsavedLines(unsaved));
  }
  return 0;
}

/** Work whose files are gone, and what to do about it. */
export function unsavedLines(notebooks: readonly LeftNotebook[]): string[] {
  if (notebooks.length === 0) return [];
  const what = notebooks.length === 1 ? "1 notebook has" : `${notebooks.length} notebooks have`;
  return [
    "",
    `${what} unsaved work, and the file is gone. The page writes it back, or offers it for download:`,
    ...notebooks.map(({ path }) => `  ${path}`),
  ];
}

/** What a person reads, line by line. */
export function statusLines(
  server: { readonly url: string; readonly pid: number; readonly link: string },
  locks: readonly LockEvent[],
  now: number,
): string[] {
  const lines = [
    `${server.url} (process ${server.pid})`,
    `  opens once, within ${ENTRY_CODE_MINUTES} minutes: ${server.link}`,
    "",
  ];
  const held = locks.filter(({ lock }) => lock.holder !== null);
  if (held.length === 0) lines.push("Nothing runs.");
  for (const event of held) lines.push(...lockLines(event, now));
  return lines;
}

function lockLines({ lock, path, progress }: LockEvent, now: number): string[] {
  const { holder, waiting, key } = lock;
  if (!holder) return [];
  const bar = progress.at(-1);
  const share = bar && percent(bar);
  const facts = [
    `${holder.execId}`,
    ...(holder.cellId === null ? [] : [`cell ${holder.cellId}`]),
    ...(holder.run === null ? [] : [`"${holder.run}"`]),
    ...(share === undefined ? [] : [`${share} %`]),
    `for ${durationText(Math.max(0, Math.round((now - holder.since) / 1000)))}`,
    ...(bar?.etaSeconds === undefined
      ? []
      : [`about ${durationText(Math.round(bar.etaSeconds))} left`]),
    `started by ${holder.user}`,
    ...(holder.ending ? ["told to end"] : []),
  ];
  return [
    `${key.startsWith("nb:") ? (path ?? key) : key}`,
    `  runs    ${facts.join(" · ")}`,
    ...waiting.map(
      (waiter) =>
        `  waits   ${waiter.execId} · ${waiter.priority} · ${waiter.cellId === null ? "" : `cell ${waiter.cellId} · `}by ${waiter.user}`,
    ),
    "",
  ];
}
