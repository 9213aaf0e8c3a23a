import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  foldedText,
  foldTerminal,
  makeMessage,
  type StreamMessage,
} from "../../../kernels/protocol/index.ts";
import { OutputFiles } from "../../../server/outputs/output-files.ts";
import { OutputLimits } from "../../../server/outputs/output-limits.ts";
import { noFaults } from "../no-faults.ts";

const owner = { execId: "abc.1", cellId: "c1" } as const;
let folder: string;
let files: OutputFiles;
let limits: OutputLimits;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-outputs-"));
  files = new OutputFiles({ path: join(folder, "outputs") }, { onFault: noFaults });
  files.close(); // no sweep by itself
  limits = new OutputLimits(owner, files, () => {}, { text: 1_000, outputs: 10, displays: 1_000 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the cell shows of the text, and whether some of it is hidden. */
function taken(texts: Iterable<string>): { readonly shown: string; readonly isHidden: boolean } {
  let shown = foldedText("");
  let isHidden = false;
  for (const text of texts) {
    const content = { name: "stdout" as const, text };
    const message = makeMessage<StreamMessage>(
      { session: "s", username: "u" },
      "iopub",
      "stream",
      content,
    );
    const { say, hidden } = limits.take({ message, characters: text.length });
    isHidden ||= hidden !== undefined;
    for (const said of say)
      if (said.message.header.msg_type === "stream")
        shown = foldTerminal(shown, (said.message as StreamMessage).content.text);
  }
  return { shown: shown.head + shown.tail, isHidden };
}

function* frames(count: number): Generator<string> {
  for (let i = 1; i <= count; i++) yield `\r${String(i).padStart(4)} of ${count} |#####    |`;
}

describe("text that is written over", () => {
  test("leaves room again: the newest frame of a bar is shown, though all frames are beyond the limit", () => {
    expect(taken(frames(200))).toEqual({ shown: " 200 of 200 |#####    |", isHidden: false });
  });

  test("has an end: not every frame of a bar that never ends is kept by the server", () => {
    const { shown, isHidden } = taken(frames(2_000));
    expect(isHidden).toBe(true);
    expect(shown.length).toBeLessThan(1_000);
  });

  test("is in the full output as the cell showed it, before what is beyond", async () => {
    taken([...frames(20), "\n", `${"x".repeat(99)}\n`.repeat(12), "last\n"]);
    await limits.flushed();
    const file = await readFile(join(folder, "outputs", `${owner.execId}.txt`), "utf8");
    expect(file).toBe(`  20 of 20 |#####    |\n${`${"x".repeat(99)}\n`.repeat(12)}last\n`);
  });
});
