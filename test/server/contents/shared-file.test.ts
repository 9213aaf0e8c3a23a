import { createHash } from "node:crypto";
import {
  link,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { finishCopyOver, wholeName } from "../../../server/contents/shared-file.ts";
import { removeLeftovers, TempNames } from "../../../server/contents/temp-names.ts";
import { writeAtomically } from "../../../server/contents/write-atomically.ts";
import { tempFolder } from "../temp-folder.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A file with two names. */
async function shared(text: string) {
  const folder = await tempFolder();
  const [path, other] = [join(folder, "a.ipynb"), join(folder, "b.ipynb")];
  await writeFile(path, text);
  await link(path, other);
  return { folder, path, other };
}

describe("a file with several names", () => {
  test("is written so that each name shows the new text, longer or shorter, and stays one file", async () => {
    const { folder, path, other } = await shared("old");
    for (const text of ["x".repeat(700_000), "short", ""]) {
      expect(await writeAtomically(path, text)).toBe(sha256(text));
      expect(await readFile(other, "utf8")).toBe(text);
    }
    expect((await stat(path)).ino).toBe((await stat(other)).ino);
    expect((await readdir(folder)).toSorted()).toEqual(["a.ipynb", "b.ipynb"]);
  });

  test("S25: is refused when somebody wrote it by its other name", async () => {
    const { path, other } = await shared("read");
    await writeFile(other, "theirs");
    const refused = writeAtomically(path, "mine", { expected: sha256("read") });
    await expect(refused).rejects.toMatchObject({ code: "HF_FILE_CHANGED" });
    expect(await readFile(path, "utf8")).toBe("theirs");
  });

  test("is one write at a time; the second is told that the file is in use", async () => {
    const { path, other } = await shared("old");
    const [first, second] = await Promise.allSettled([
      writeAtomically(path, "one".repeat(200_000)),
      writeAtomically(path, "two".repeat(200_000)),
    ]);
    expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await readFile(path, "utf8")).toBe(await readFile(other, "utf8"));
  });

  test("that a crash left half written is finished from the whole text beside it", async () => {
    const { folder, path, other } = await shared("the old text");
    await writeFile(join(folder, wholeName("a.ipynb")), "the new text, longer");
    await truncate(path, 4);
    await finishCopyOver(path, [sha256("something"), sha256("the new text, longer")]);
    expect(await readFile(other, "utf8")).toBe("the new text, longer");
    expect((await readdir(folder)).toSorted()).toEqual(["a.ipynb", "b.ipynb"]);
  });

  test("is left as it is when the text beside it was not written to its end", async () => {
    const { folder, path } = await shared("the old text");
    await writeFile(join(folder, wholeName("a.ipynb")), "the new te");
    await finishCopyOver(path, [sha256("the new text")]);
    expect(await readFile(path, "utf8")).toBe("the old text");
    expect(await readdir(folder)).not.toContain(wholeName("a.ipynb"));
  });
});

describe("temporary files that a killed process left", () => {
  test("go when they are ours by name and owner and nobody writes them", async () => {
    const folder = await tempFolder();
    const living = TempNames.next();
    const [, host] = living.split("-");
    const gone = `.holdfast-${host}-4194999-0123456789abcdef.tmp`;
    const elsewhere = ".holdfast-00000000-4194999-0123456789abcdef.tmp";
    const old = ".holdfast-0123456789abcdef.tmp";
    const names = [living, gone, elsewhere, old, ".holdfast-mine.tmp", "note.tmp"];
    for (const name of names) await writeFile(join(folder, name), "");
    await symlink("note.tmp", join(folder, `.holdfast-${host}-4194998-0123456789abcdef.tmp`));
    expect(await removeLeftovers(folder)).toBe(1);
    expect(await readdir(folder)).not.toContain(gone);
    const hoursAgo = Date.now() / 1000 - 7200;
    await utimes(join(folder, old), hoursAgo, hoursAgo);
    expect(await removeLeftovers(folder)).toBe(1);
    TempNames.forget(living);
    expect(await removeLeftovers(folder)).toBe(1);
    expect(await removeLeftovers(join(folder, "no"))).toBe(0);
  });
});
