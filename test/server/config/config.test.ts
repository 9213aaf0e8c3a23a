import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConfigOptions, readConfig } from "../../../server/config/config.ts";
import { tempFolder } from "../temp-folder.ts";

const STRONG = "0f2b9c47d1e86a35c4d07e9b12f6a853";

async function read(options: ConfigOptions = {}, env: NodeJS.ProcessEnv = {}) {
  const folder = await tempFolder();
  const root = join(folder, "root");
  await mkdir(root, { recursive: true });
  const config = await readConfig({
    options: { folder: root, ...options },
    env: { HOLDFAST_STATE: join(folder, "state"), ...env },
  });
  return { config, folder, root };
}
const refusal = (options: ConfigOptions, env?: NodeJS.ProcessEnv): Promise<unknown> =>
  read(options, env).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );

describe("readConfig", () => {
  test("completes what is not given", async () => {
    const { config, folder, root } = await read();
    expect(config).toEqual({
      root,
      host: "127.0.0.1",
      storage: { maxAgeMs: 604_800_000, maxBytes: 2e9, floorBytes: 1e9 },
      stateFolder: join(folder, "state"),
      allowHosts: [],
      open: false,
      warnings: [],
    });
    // Another server may own the folder: nothing is written into it yet (S33).
    expect(await readdir(join(folder, "state"))).toEqual([]);
  });

  test("takes what is given", async () => {
    const { config, folder } = await read(
      {
        port: "8900",
        host: "0.0.0.0",
        token: STRONG,
        allowHosts: ["Box.example:80", "[::1]"],
        publicUrl: "https://Public.example/",
        open: true,
      },
      { DISPLAY: ":0" },
    );
    expect(config).toMatchObject({
      port: 8900,
      host: "0.0.0.0",
      token: STRONG,
      allowHosts: ["box.example:80", "[::1]"],
      publicUrl: "https://public.example",
      open: true,
    });
    expect(await readdir(join(folder, "state"))).toEqual([]);
    expect(config.warnings.join(" ")).toMatch(/arguments.*0\.0\.0\.0 can be reached from other/s);
  });

  test("S33: takes the token of a file, of the environment, or of an argument", async () => {
    const file = join(await tempFolder(), "t");
    await writeFile(file, `${STRONG}\n`);
    expect((await read({ tokenFile: file })).config).toMatchObject({ token: STRONG, warnings: [] });
    const env = { HOLDFAST_TOKEN: STRONG };
    expect((await read({}, env)).config).toMatchObject({ token: STRONG, warnings: [] });
    expect((await read({ token: "T" }, env)).config).toMatchObject({
      token: "T",
      warnings: [expect.stringMatching(/can read the arguments.*--token-file/)],
    });
    expect(await refusal({ token: "T", tokenFile: file })).toBe("HF_USAGE");
    expect(await refusal({ tokenFile: "/none" })).toBe("HF_USAGE");
    const root = await tempFolder();
    await writeFile(join(root, "token.txt"), STRONG);
    await writeFile(join(root, ".token"), STRONG);
    expect(await refusal({ folder: root, tokenFile: join(root, "token.txt") })).toBe("HF_USAGE");
    expect(await refusal({ folder: root, tokenFile: join(root, ".token") })).toBe("accepted");
  });

  test("opens no browser without a display or when told not to", async () => {
    expect((await read({ open: true })).config.open).toBe(false);
    expect((await read({ open: false }, { DISPLAY: ":0" })).config.open).toBe(false);
    expect((await read({}, { WAYLAND_DISPLAY: "w" })).config.open).toBe(true);
  });

  test("S8: refuses a host that others can reach without a token", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.5", "box.example"]) {
      expect(await refusal({ host })).toBe("HF_TOKEN_REQUIRED");
      expect(await refusal({ host, token: "" })).toBe("HF_TOKEN_REQUIRED");
      expect(await refusal({ host, token: "T" })).toBe("HF_TOKEN_WEAK");
      expect(await refusal({ host }, { HOLDFAST_TOKEN: "T" })).toBe("HF_TOKEN_WEAK");
      expect(await refusal({ host, token: STRONG })).toBe("accepted");
    }
    for (const more of [{ publicUrl: "https://box.example" }, { allowHosts: ["box.example"] }])
      expect(await refusal({ token: "T", ...more })).toBe("HF_TOKEN_WEAK");
    for (const host of ["localhost", "::1", "127.0.0.1", "127.1.2.3"])
      expect(await refusal({ host })).toBe("accepted");
  });

  test.each([
    { port: "x" },
    { port: "-1" },
    { port: 65536 },
    { port: "1e3" },
    { token: "" },
    { token: "a b" },
    { token: "a\n" },
    { host: "a b" },
    { host: "http://x" },
    { allowHosts: ["http://x"] },
    { allowHosts: ["*"] },
    { publicUrl: "public.example" },
    { publicUrl: "https://a/path" },
    { publicUrl: "javascript:alert(1)" },
  ])("refuses %j as wrong usage", async (options) => {
    expect(await refusal(options)).toBe("HF_USAGE");
  });

  test("refuses a folder that does not exist or is a file", async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, "file"), "");
    for (const name of ["none", "file"])
      expect(await refusal({ folder: join(folder, name) })).toBe("HF_FOLDER_INVALID");
  });

  test("S7: refuses a state folder that would be served, a hidden one is none", async () => {
    const root = await tempFolder();
    const check = (state: string): Promise<unknown> =>
      refusal({ folder: root }, { HOLDFAST_STATE: state });
    await mkdir(join(root, "state"));
    const elsewhere = await tempFolder();
    await symlink(join(root, "state"), join(elsewhere, "link"));
    expect(await check(join(root, "state"))).toBe("HF_USAGE");
    expect(await check(root)).toBe("HF_USAGE");
    expect(await check(join(elsewhere, "link"))).toBe("HF_USAGE");
    expect(await check(join(root, ".local", "state"))).toBe("accepted");
  });
});
