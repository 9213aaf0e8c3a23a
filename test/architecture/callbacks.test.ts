import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "./house.ts";

const FOLDERS = [
  "server/http",
  "server/http/access",
  "server/http/api",
  "server/http/core",
  "server/http/static",
  "server/live",
  "server/cli",
];
const CALLBACK =
  /\b(setTimeout|setInterval|setImmediate)\(|\.(on|once|addEventListener)\(|new ReadableStream/;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({
      path: `${folder}/${name}`,
      text: readFileSync(join(ROOT, folder, name), "utf8"),
    })),
);
const decision = readFileSync(
  join(ROOT, "docs/decisions/0019-what-may-end-the-process.md"),
  "utf8",
);

describe("S29: what is thrown in a callback ends one thing", () => {
  test("every file that registers one is named with its owner", () => {
    const found = sources.filter(({ text }) => CALLBACK.test(text)).map(({ path }) => path);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter((path) => !decision.includes(path))).toEqual([]);
  });

  test("streams that a server adds to are made in two files", () => {
    const found = sources.filter(({ text }) => text.includes("new ReadableStream"));
    expect(found.map(({ path }) => path)).toEqual([
      "server/http/core/file-stream.ts",
      "server/http/core/push-stream.ts",
    ]);
  });

  test("what is sent over a socket has a callback that takes its error", () => {
    const sends = sources
      .filter(({ path }) => path.startsWith("server/live/"))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/(?:socket|ws)\.(?:send|ping)\((?:[^()]|\([^()]*\))*\)/g)].map(
          ([call]) => ({ path, call }),
        ),
      );
    expect(sends.length).toBeGreaterThan(2);
    for (const { path, call } of sends)
      expect([path, call]).toEqual([path, expect.stringMatching(/\(\) => \{\}\)$/)]);
  });
});

describe("S35: commands print through one function", () => {
  test("nothing else of theirs writes to the terminal, but the log and the report of a run", () => {
    const found = sources.filter(({ text }) => /process\.std(out|err)\.write|console\./.test(text));
    expect(found.map(({ path }) => path)).toEqual(["server/cli/say.ts", "server/cli/serve.ts"]);
  });
});
