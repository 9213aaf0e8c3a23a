import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OutputFiles } from "../../../server/outputs/output-files.ts";
import { noFaults } from "../no-faults.ts";

const owner = { execId: "abc.1", cellId: "c1" } as const;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-outputs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function filesOf(maxBytes?: number): OutputFiles {
  const files = new OutputFiles(
    { path: join(folder, "outputs") },
    { ...(maxBytes !== undefined && { maxBytes }), onFault: noFaults },
  );
  files.close(); // no sweep by itself
  return files;
}

describe("a full output", () => {
  test("has everything in order, however the writes come", async () => {
    const file = filesOf().open(owner);
    const texts = Array.from({ length: 500 }, (_, i) => `line ${i} é\n`);
    for (const [i, text] of texts.entries()) {
      file.write(text);
      // Also between the end of one write and the beginning of the next.
      if (i % 7 === 0) await file.flushed();
      if (i % 11 === 0) await file.write("").written;
    }
    await file.flushed();
    expect(await readFile(file.path, "utf8")).toBe(texts.join(""));
    expect(file.kept).toBe("all");
  });

  test("is not written through a link that has its name", async () => {
    const elsewhere = join(folder, "elsewhere.txt");
    await writeFile(elsewhere, "theirs");
    const file = filesOf().open(owner);
    await mkdir(join(folder, "outputs"));
    await symlink(elsewhere, file.path);
    await file.write("mine").written;
    expect(await readFile(elsewhere, "utf8")).toBe("theirs");
    expect(file.kept).toBe("failed");
  });

  test("ends at its limit with a whole line, and says so; what follows is given up", async () => {
    const file = filesOf(100).open(owner);
    for (let i = 0; i < 50; i++) file.write(`line ${String(i).padStart(3, "0")}\n`);
    await file.flushed();
    await file.write("more\n").written;
    const text = await readFile(file.path, "utf8");
    expect(text).toMatch(
      /^(line \d{3}\n){11}\[holdfast: the limit of 100 bytes is reached here\]\n$/,
    );
    expect(file.kept).toBe("cut");
  });

  test("that cannot be written is given up, and nobody waits for it", async () => {
    await writeFile(join(folder, "outputs"), "a file where the folder should be");
    const file = filesOf().open(owner);
    await file.write("text").written;
    expect(file.kept).toBe("failed");
    await file.write("more").written;
    await file.flushed();
  });

  test("has no control sequences, also when one comes in two pieces", async () => {
    const file = filesOf().open(owner);
    const told = ["a\x1b[3", "1mred\x1b[39", "m\x1b", "[2Kb\n"].map(
      (piece) => file.write(piece).text,
    );
    await file.flushed();
    expect(told.join("")).toBe("aredb\n");
    expect(await readFile(file.path, "utf8")).toBe("aredb\n");
  });
});

describe("a sweep", () => {
  test("removes what is older than a week, and nothing that is not ours", async () => {
    const outputs = join(folder, "outputs");
    await mkdir(outputs);
    const now = Date.now();
    for (const [name, days] of [
      ["abc.1.txt", 8],
      ["abc.2.txt", 6],
      ["other.json", 8],
    ] as const) {
      await writeFile(join(outputs, name), "x");
      const at = new Date(now - days * 24 * 3600_000);
      await utimes(join(outputs, name), at, at);
    }
    await filesOf().sweep(now);
    expect((await readdir(outputs)).sort()).toEqual(["abc.2.txt", "other.json"]);
  });

  test("of a folder that is not there does nothing", async () => {
    await filesOf().sweep();
    expect(await readdir(folder)).toEqual([]);
  });
});
