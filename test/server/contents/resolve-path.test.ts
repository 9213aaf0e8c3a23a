import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePath, resolveEntry, resolvePath } from "../../../server/contents/resolve-path.ts";
import { tempFolder } from "../temp-folder.ts";

/** A served folder `notebooks` with a sibling and links that try to leave it. */
async function servedFolder(): Promise<{ root: string; outside: string }> {
  const outside = await tempFolder();
  const root = join(outside, "notebooks");
  await mkdir(join(root, "a"), { recursive: true });
  await mkdir(join(root, ".hidden"));
  await mkdir(join(outside, "notebooks-secret"));
  await writeFile(join(outside, "notebooks-secret", "s"), "secret");
  await writeFile(join(root, "a", "x.ipynb"), "{}");
  await symlink(join(outside, "notebooks-secret"), join(root, "out"));
  await symlink("../notebooks-secret/s", join(root, "out-file"));
  await symlink("../notebooks-secret/new", join(root, "dangling"));
  await symlink(".hidden", join(root, "visible"));
  await symlink("a", join(root, "inside"));
  await symlink("loop", join(root, "loop"));
  return { root, outside };
}

describe("resolvePath", () => {
  test("gives the file of a path, also of one that does not exist yet", async () => {
    const { root } = await servedFolder();
    expect(await resolvePath(root, "a/x.ipynb")).toEqual({
      path: "a/x.ipynb",
      realPath: "a/x.ipynb",
      file: join(root, "a/x.ipynb"),
    });
    expect((await resolvePath(root, "new/deep/y")).file).toBe(join(root, "new/deep/y"));
    expect(await resolvePath(root, "inside/x.ipynb")).toEqual({
      path: "inside/x.ipynb",
      realPath: "a/x.ipynb",
      file: join(root, "a/x.ipynb"),
    });
    expect((await resolvePath(root, "a/%2e%2e")).file).toBe(join(root, "a/%2e%2e"));
    expect((await resolvePath(root, "ü 世界…/..a".replace("/..a", "/a.."))).path).toBe(
      "ü 世界…/a..",
    );
    expect(await resolvePath(root, "", { root: true })).toEqual({
      path: "",
      realPath: "",
      file: root,
    });
  });

  test.each([
    "",
    "/etc/passwd",
    "//evil",
    "..",
    "../notebooks-secret/s",
    "a/../../notebooks-secret/s",
    "a//x.ipynb",
    "a/./x.ipynb",
    "a/",
    "a\\..\\x",
    "a\0.ipynb",
    "a/\ud800",
    "n".repeat(256),
    "out/s",
    "out",
    "out-file",
    "out/new",
    "dangling",
    "dangling/x",
    "loop",
  ])("S9: refuses %j", async (path) => {
    const { root } = await servedFolder();
    await expect(resolvePath(root, path)).rejects.toMatchObject({ code: "HF_PATH_INVALID" });
  });

  test.each([
    ".env",
    ".hidden/x",
    "a/.ipynb_checkpoints/x",
    ".trash",
    "visible/x",
    "...",
    ".git/config",
  ])("S10: refuses the dot-file %j", async (path) => {
    const { root } = await servedFolder();
    await expect(resolvePath(root, path)).rejects.toMatchObject({ code: "HF_PATH_HIDDEN" });
  });

  test("S9: refuses a path below a file", async () => {
    const { root } = await servedFolder();
    await expect(resolvePath(root, "a/x.ipynb/y")).rejects.toMatchObject({
      code: "HF_FILE_NOT_FOUND",
    });
  });

  test("S9: whatever it is given, it stays inside or refuses", async () => {
    const { root } = await servedFolder();
    const part = fc.oneof(
      fc.constantFrom("..", ".", "", "a", "out", "inside", "visible", "%2e%2e", "\\", "\0", "..."),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        const resolved = await resolvePath(root, parts.join("/")).catch((error: unknown) => {
          expect((error as { code: string }).code).toMatch(/^HF_(PATH|FILE)_/);
          return undefined;
        });
        if (!resolved) return;
        expect(resolved.file.startsWith(`${root}/`)).toBe(true);
        expect(resolved.file.slice(root.length).includes("/.")).toBe(false);
      }),
    );
  });
});

describe("resolveEntry", () => {
  test("names a link itself, and checks the folder that holds it", async () => {
    const { root } = await servedFolder();
    expect((await resolveEntry(root, "out")).file).toBe(join(root, "out"));
    expect((await resolveEntry(root, "inside/x.ipynb")).file).toBe(join(root, "a/x.ipynb"));
    for (const path of ["out/s", "..", "../x", ""])
      await expect(resolveEntry(root, path)).rejects.toMatchObject({ code: "HF_PATH_INVALID" });
    await expect(resolveEntry(root, "visible/x")).rejects.toMatchObject({ code: "HF_PATH_HIDDEN" });
  });
});

describe("decodePath", () => {
  test("S9: decodes once and refuses a bad escape", () => {
    expect(decodePath("a%20b%2Fc%252e")).toBe("a b/c%2e");
    for (const bad of ["%", "%zz", "%ff", "%c0%ae"])
      expect(() => decodePath(bad)).toThrow(
        expect.objectContaining({ code: "HF_PATH_INVALID" }) as Error,
      );
  });
});
