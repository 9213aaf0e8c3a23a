import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, realpath, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { writePrivateFile } from "./private-file.ts";

/** What a running server tells other commands about itself. */
export interface ServerFile {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly url: string;
}

/**
 * The state folder of a served folder: `$HOLDFAST_STATE`, or
 * `$XDG_STATE_HOME/holdfast/<16 hex of sha256(realpath(root))>`, by default below `~/.local/state`.
 */
export async function stateFolderPath(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (env.HOLDFAST_STATE) return resolve(env.HOLDFAST_STATE);
  const hash = createHash("sha256")
    .update(await realpath(root))
    .digest("hex");
  return join(stateBase(env), hash.slice(0, 16));
}

/** Where all state is: `$HOLDFAST_STATE`, or `$XDG_STATE_HOME/holdfast`. */
export function stateBase(env: NodeJS.ProcessEnv): string {
  if (env.HOLDFAST_STATE) return resolve(env.HOLDFAST_STATE);
  const given = env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(homedir(), ".local", "state"), "holdfast");
}

/** Makes the state folder if need be; only its owner may enter it. */
export async function makeStateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** The token of a state folder: it survives a restart. Made with 256 random bits when there is none. */
export async function readOrMakeToken(folder: string): Promise<string> {
  const found = await readIfThere(join(folder, "token"));
  const token = found?.trim();
  if (token) return token;
  const made = randomBytes(32).toString("hex");
  await writeToken(folder, made);
  return made;
}

/** Keeps a token that was given on the command line, so that other commands find it. */
export async function writeToken(folder: string, token: string): Promise<void> {
  await writePrivateFile(join(folder, "token"), `${token}\n`);
}

export async function writeServerFile(folder: string, facts: ServerFile): Promise<void> {
  await writePrivateFile(join(folder, "server.json"), `${JSON.stringify(facts)}\n`);
}

/** The server that owns a state folder, or undefined when none runs (a file left by a dead one is ignored). */
export async function readServerFile(folder: string): Promise<ServerFile | undefined> {
  const text = await readIfThere(join(folder, "server.json"));
  if (text === undefined) return undefined;
  try {
    const { pid, startTime, url } = JSON.parse(text) as Partial<ServerFile>;
    if (typeof pid !== "number" || typeof startTime !== "number" || typeof url !== "string")
      return undefined;
    return isRunning(pid) ? { pid, startTime, url } : undefined;
  } catch {
    return undefined;
  }
}

export async function removeServerFile(folder: string): Promise<void> {
  await rm(join(folder, "server.json"), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
