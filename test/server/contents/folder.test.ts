import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listFolder } from "../../../server/contents/folder.ts";
import { moveToTrash, renameEntry } from "../../../server/contents/move.ts";
import { readNotebookFile } from "../../../server/contents/notebook-file.ts";
import { makeUntitled } from "../../../server/contents/untitled.ts";
import { tempFolder } from "../temp-folder.ts";

async function servedFolder(): Promise<string> {
  const root = await tempFolder();
  await mkdir(join(root, "sub"));
  await writeFile(join(root, "b.ipynb"), "{}");
  await writeFile(join(root, "a.csv"), "1,2");
  await writeFile(join(root, ".secret"), "");
  return root;
}

describe("listFolder", () => {
  test("S10: gives files, notebooks and folders by name, without dot-files and links out", async () => {
    const root = await servedFolder();
    await symlink("/etc", join(root, "etc"));
    await symlink("a.csv", join(root, "link.csv"));
    expect((await listFolder(root, "")).map(({ path, type, size }) => [path, type, size])).toEqual([
      ["a.csv", "file", 3],
      ["b.ipynb", "notebook", 2],
      ["link.csv", "file", 3],
      ["sub", "directory", null],
    ]);
    await makeUntitled(root, "sub", { type: "file", ext: ".txt" });
    expect((await listFolder(root, "sub")).map(({ path }) => path)).toEqual(["sub/untitled.txt"]);
  });

  test("says that a folder does not exist, or is a file", async () => {
    const root = await servedFolder();
    for (const path of ["no", "a.csv"])
      await expect(listFolder(root, path)).rejects.toMatchObject({ code: "HF_FILE_NOT_FOUND" });
  });
});

describe("makeUntitled", () => {
  test("takes the first free name, also when many ask at once", async () => {
    const root = await servedFolder();
    const paths = await Promise.all(
      [1, 2, 3].map(() => makeUntitled(root, "sub", { type: "notebook" })),
    );
    expect(paths.toSorted()).toEqual([
      "sub/Untitled.ipynb",
      "sub/Untitled1.ipynb",
      "sub/Untitled2.ipynb",
    ]);
    const { notebook } = await readNotebookFile(join(root, "sub/Untitled.ipynb"));
    expect(notebook.metadata.kernelspec).toMatchObject({ name: "holdfast" });
    expect(await makeUntitled(root, "", { type: "directory" })).toBe("Untitled Folder");
    expect(await makeUntitled(root, "", { type: "directory" })).toBe("Untitled Folder 1");
  });
});

describe("renameEntry", () => {
  test("moves files, folders and links", async () => {
    const root = await servedFolder();
    await symlink("a.csv", join(root, "link"));
    await renameEntry(root, "b.ipynb", "sub/c.ipynb");
    await renameEntry(root, "link", "sub2");
    await renameEntry(root, "sub", "moved");
    expect((await readdir(root)).toSorted()).toEqual([".secret", "a.csv", "moved", "sub2"]);
    expect(await readdir(join(root, "moved"))).toEqual(["c.ipynb"]);
    expect((await lstat(join(root, "sub2"))).isSymbolicLink()).toBe(true);
  });

  test("never replaces what is there", async () => {
    const root = await servedFolder();
    await mkdir(join(root, "other"));
    for (const [from, to] of [
      ["b.ipynb", "a.csv"],
      ["b.ipynb", "sub"],
      ["other", "sub"],
      ["sub", "a.csv"],
    ] as const)
      await expect(renameEntry(root, from, to)).rejects.toMatchObject({ code: "HF_FILE_EXISTS" });
    expect(await readFile(join(root, "a.csv"), "utf8")).toBe("1,2");
  });

  test("refuses what does not exist, hidden names and a folder into itself", async () => {
    const root = await servedFolder();
    await expect(renameEntry(root, "no", "x")).rejects.toMatchObject({ code: "HF_FILE_NOT_FOUND" });
    await expect(renameEntry(root, "a.csv", ".x")).rejects.toMatchObject({
      code: "HF_PATH_HIDDEN",
    });
    await expect(renameEntry(root, ".secret", "x")).rejects.toMatchObject({
      code: "HF_PATH_HIDDEN",
    });
    await expect(renameEntry(root, "sub", "sub/x")).rejects.toMatchObject({
      code: "HF_PATH_INVALID",
    });
    await expect(renameEntry(root, "a.csv", "no/x")).rejects.toMatchObject({
      code: "HF_FILE_UNWRITABLE",
    });
  });
});

describe("moveToTrash", () => {
  test("S10: keeps what was deleted inside of the root, also two of one name", async () => {
    const root = await servedFolder();
    const first = await moveToTrash(root, "a.csv");
    await writeFile(join(root, "a.csv"), "second");
    const second = await moveToTrash(root, "a.csv");
    expect(await readFile(join(root, first), "utf8")).toBe("1,2");
    expect(await readFile(join(root, second), "utf8")).toBe("second");
    expect(first).toMatch(/^\.trash\/.*\/a\.csv$/);
  });

  test("deletes a link, not what it names", async () => {
    const root = await servedFolder();
    await symlink("a.csv", join(root, "link"));
    await moveToTrash(root, "link");
    expect(await readFile(join(root, "a.csv"), "utf8")).toBe("1,2");
  });

  test("S10: refuses when .trash leads elsewhere", async () => {
    const root = await servedFolder();
    await symlink("/tmp", join(root, ".trash"));
    await expect(moveToTrash(root, "a.csv")).rejects.toMatchObject({ code: "HF_FILE_UNWRITABLE" });
    expect(await readFile(join(root, "a.csv"), "utf8")).toBe("1,2");
  });
});
