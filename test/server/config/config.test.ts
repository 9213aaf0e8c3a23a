import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConfigOptions, readConfig } from "../../../server/config/config.ts";
import { tempFolder } from "../temp-folder.ts";

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
      token: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      stateFolder: join(folder, "state"),
      allowHosts: [],
      open: false,
    });
    expect((await stat(join(folder, "state", "token"))).mode & 0o777).toBe(0o600);
  });

  test("keeps what is given, also for the next start", async () => {
    const { config, folder, root } = await read(
      {
        port: "8900",
        host: "0.0.0.0",
        token: "T",
        allowHosts: ["Box.example:80", "[::1]"],
        publicUrl: "https://Public.example/",
        open: true,
      },
      { DISPLAY: ":0" },
    );
    expect(config).toMatchObject({
      port: 8900,
      host: "0.0.0.0",
      token: "T",
      allowHosts: ["box.example:80", "[::1]"],
      publicUrl: "https://public.example",
      open: true,
    });
    expect(await readFile(join(folder, "state", "token"), "utf8")).toBe("T\n");
    const next = await readConfig({
      options: { folder: root },
      env: { HOLDFAST_STATE: join(folder, "state") },
    });
    expect(next.token).toBe("T");
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
      expect(await refusal({ host, token: "T" })).toBe("accepted");
    }
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
