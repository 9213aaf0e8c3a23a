import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeAtomically } from "../../../server/contents/write-atomically.ts";
import { NotebookWriter } from "../../../server/contents/writer.ts";
import { tempFolder } from "../temp-folder.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("writeAtomically", () => {
  test("writes the whole text, gives the hash of its bytes, and leaves nothing else behind", async () => {
    const folder = await tempFolder();
    // Surrogate pairs at every place where a piece may end.
    const text = `x${"\u{1f600}".repeat(300_000)}`;
    expect(await writeAtomically(join(folder, "a"), text)).toBe(sha256(text));
    expect(await readFile(join(folder, "a"), "utf8")).toBe(text);
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test("keeps the mode of the file that it replaces", async () => {
    const path = join(await tempFolder(), "a");
    await writeFile(path, "old");
    await chmod(path, 0o640);
    await writeAtomically(path, "new");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readFile(path, "utf8")).toBe("new");
  });

  test("S25: refuses when the file is not what was read, and names both versions", async () => {
    const folder = await tempFolder();
    const path = join(folder, "a.ipynb");
    await writeFile(path, "theirs");
    await expect(writeAtomically(path, "mine", { expected: sha256("read") })).rejects.toMatchObject(
      {
        code: "HF_FILE_CHANGED",
        facts: { got: `sha256 ${sha256("theirs")}`, expected: `sha256 ${sha256("read")}` },
      },
    );
    expect(await readFile(path, "utf8")).toBe("theirs");
    expect(await readdir(folder)).toEqual(["a.ipynb"]);
    await writeAtomically(path, "mine", { expected: sha256("theirs") });
    expect(await readFile(path, "utf8")).toBe("mine");
  });

  test("S25: refuses when the file was deleted", async () => {
    const path = join(await tempFolder(), "a.ipynb");
    await expect(writeAtomically(path, "mine", { expected: sha256("read") })).rejects.toMatchObject(
      {
        code: "HF_FILE_CHANGED",
        facts: { got: "no file" },
      },
    );
  });

  test("never replaces a file that should be new, also when two race", async () => {
    const path = join(await tempFolder(), "a");
    const results = await Promise.allSettled(
      ["one", "two", "three"].map((text) => writeAtomically(path, text, { expected: null })),
    );
    expect(results.map((result) => result.status).toSorted()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    await expect(writeAtomically(path, "four", { expected: null })).rejects.toMatchObject({
      code: "HF_FILE_EXISTS",
    });
  });

  test("tells the hash before the bytes take the file's place, and stops when that fails", async () => {
    const folder = await tempFolder();
    const path = join(folder, "a");
    await writeFile(path, "old");
    const seen: string[] = [];
    await writeAtomically(path, "new", {
      confirm: async (hash) => {
        seen.push(hash, await readFile(path, "utf8"));
      },
    });
    expect(seen).toEqual([sha256("new"), "old"]);
    const refused = writeAtomically(path, "newer", {
      confirm: () => Promise.reject(new Error("no")),
    });
    await expect(refused).rejects.toMatchObject({ code: "HF_FILE_UNWRITABLE" });
    expect(await readFile(path, "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test("says in words why a file cannot be written", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, "d"));
    await symlink("loop", join(folder, "loop"));
    const message = (name: string): Promise<string> =>
      writeAtomically(join(folder, name), "x").then(
        () => "written",
        (error: Error & { code: string }) => `${error.code} ${error.message}`,
      );
    expect(await message("no/a")).toBe(
      "HF_FILE_UNWRITABLE a cannot be written: the folder does not exist",
    );
    expect(await message("d")).toBe("HF_FILE_UNWRITABLE d cannot be written: it is a folder");
    expect(await message("n".repeat(300))).toMatch(/the name is too long$/);
    expect((await readdir(folder)).toSorted()).toEqual(["d", "loop"]);
  });
});

describe("NotebookWriter", () => {
  test("writes one after the other, each against what the one before wrote", async () => {
    const path = join(await tempFolder(), "a.ipynb");
    const writer = new NotebookWriter();
    const [first, second] = await Promise.all([
      writer.write(path, "one", { expected: null }),
      writer.write(path, "two", { expected: sha256("one") }),
    ]);
    expect([first.hash, second.hash]).toEqual([sha256("one"), sha256("two")]);
    await expect(writer.write(path, "x", { expected: sha256("one") })).rejects.toMatchObject({
      code: "HF_FILE_CHANGED",
    });
    await writer.write(path, "three");
    await writer.close();
  });

  test("close waits for what is being written and refuses more", async () => {
    const path = join(await tempFolder(), "a.ipynb");
    const writer = new NotebookWriter();
    const written = writer.write(path, "x".repeat(2_000_000));
    await writer.close();
    expect((await stat(path)).size).toBe(2_000_000);
    await written;
    await expect(writer.write(path, "y")).rejects.toMatchObject({ code: "HF_STORE_CLOSED" });
    await writer.close();
  });
});
