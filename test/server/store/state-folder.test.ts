import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startTicksOf } from "../../../server/base/process-start.ts";
import {
  makeStateFolder,
  ownToken,
  readServerFile,
  removeServerFile,
  stateFolderPath,
  writeServerFile,
} from "../../../server/store/state-folder.ts";
import { tempFolder } from "../temp-folder.ts";

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("stateFolderPath", () => {
  test("is $HOLDFAST_STATE, or a folder per served root below $XDG_STATE_HOME", async () => {
    const root = await tempFolder();
    const hash = createHash("sha256").update(root).digest("hex").slice(0, 16);
    expect(await stateFolderPath(root, { HOLDFAST_STATE: "/s/x", XDG_STATE_HOME: "/xdg" })).toBe(
      "/s/x",
    );
    expect(await stateFolderPath(root, { XDG_STATE_HOME: "/xdg" })).toBe(`/xdg/holdfast/${hash}`);
    expect(await stateFolderPath(root, { XDG_STATE_HOME: "relative" })).toMatch(
      new RegExp(`/.local/state/holdfast/${hash}$`),
    );
  });
});

describe("ownToken", () => {
  test("S7: makes 256 random bits that only the owner can read, and keeps them", async () => {
    const folder = join(await tempFolder(), "state");
    await makeStateFolder(folder);
    const token = await ownToken(folder, undefined);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await ownToken(folder, undefined)).toBe(token);
    expect(await mode(folder)).toBe(0o700);
    expect(await mode(join(folder, "token"))).toBe(0o600);
    expect(await ownToken(folder, "given")).toBe("given");
    expect(await ownToken(folder, undefined)).toBe("given");
  });

  test("S33: what lies in the state folder is its owner's alone, whatever the umask is or was", async () => {
    const folder = join(await tempFolder(), "state");
    const before = process.umask(0);
    try {
      await mkdir(join(folder, "store"), { recursive: true });
      await writeFile(join(folder, "store", "000005.ldb"), "");
      process.umask(0o277);
      await makeStateFolder(folder);
      await ownToken(folder, undefined);
    } finally {
      process.umask(before);
    }
    expect(await mode(folder)).toBe(0o700);
    expect(await mode(join(folder, "store"))).toBe(0o700);
    expect(await mode(join(folder, "store", "000005.ldb"))).toBe(0o600);
    expect(await mode(join(folder, "token"))).toBe(0o600);
  });

  test("a state folder that cannot be one is said in a sentence", async () => {
    const file = join(await tempFolder(), "file");
    await writeFile(file, "");
    for (const folder of [file, join(file, "state"), "/proc/state"])
      await expect(makeStateFolder(folder)).rejects.toMatchObject({ code: "HF_STATE_UNWRITABLE" });
  });
});

describe("readServerFile", () => {
  test("tells of the server that runs, and ignores one that does not", async () => {
    const folder = await tempFolder();
    expect(await readServerFile(folder)).toBeUndefined();
    const facts = {
      pid: process.pid,
      startTime: 1,
      startTicks: startTicksOf(process.pid),
      url: "https://box.example",
      local: "http://127.0.0.1:8888",
      proofKey: "p",
    };
    await writeServerFile(folder, facts);
    expect(await readServerFile(folder)).toEqual(facts);
    expect(await mode(join(folder, "server.json"))).toBe(0o600);
    await writeServerFile(folder, { ...facts, pid: 2 ** 22 + 1 });
    expect(await readServerFile(folder)).toBeUndefined();
    // The number of a process that ended may have gone to another one.
    await writeServerFile(folder, { ...facts, startTicks: 1 });
    expect(await readServerFile(folder)).toBeUndefined();
    await writeFile(join(folder, "server.json"), "garbage");
    expect(await readServerFile(folder)).toBeUndefined();
    await removeServerFile(folder);
    await removeServerFile(folder);
  });
});
