import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { isAbsent, startTicksOf } from "../base/process-start.ts";
import { writeError } from "../contents/file-errors.ts";
import { makePrivate, writePrivateFile } from "./private-file.ts";

/** What a running server tells other commands about itself. */
export interface ServerFile {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** With the pid it names one process; null where that cannot be known. */
  readonly startTicks: number | null;
  /** What a person opens. */
  readonly url: string;
  /** Where commands of this machine reach it. */
  readonly local: string;
  /** Random: the server shows that it knows it, before a command gives it the token (S33). */
  readonly proofKey: string;
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

/**
 * Makes the state folder if need be; only its owner may enter it, and what lies in it is the owner's alone, whatever
 * the umask was when it was made.
 *
 * @throws HoldfastError HF_STATE_UNWRITABLE
 */
export async function makeStateFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
    await chmod(folder, 0o700);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    await probe(folder);
    await makePrivate(folder);
  } catch (error) {
    throw stateError(folder, error);
  }
}

/** Not `mkdir` with `recursive`: that never comes back where a file system takes no folders at all, as /proc. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(folder) === folder || (await isFolder(dirname(folder))))
      throw error;
    await makeFolders(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** Access rights do not tell of a file system that is mounted read-only, or full. */
async function probe(folder: string): Promise<void> {
  const file = join(folder, `.probe-${randomBytes(6).toString("hex")}`);
  await writeFile(file, "", { mode: 0o600, flag: "wx" });
  await rm(file, { force: true });
}

function stateError(folder: string, error: unknown): HoldfastError {
  const { message, facts } = writeError(error, folder);
  return new HoldfastError("HF_STATE_UNWRITABLE", message, facts);
}

/** The token of a state folder: it survives a restart. Only who has the store open may call this (S33). */
export async function ownToken(folder: string, given: string | undefined): Promise<string> {
  const found = (await readIfThere(join(folder, "token")))?.trim();
  if (given === undefined) return readOrMakeSecret(folder, "token");
  if (found !== given) await writePrivateFile(join(folder, "token"), `${given}\n`);
  return given;
}

/** A secret that a state folder keeps: 256 random bits, made when there is none. */
export async function readOrMakeSecret(folder: string, name: string): Promise<string> {
  const found = (await readIfThere(join(folder, name)))?.trim();
  if (found) return found;
  const made = randomBytes(32).toString("hex");
  await writePrivateFile(join(folder, name), `${made}\n`);
  return made;
}

export async function writeServerFile(folder: string, facts: ServerFile): Promise<void> {
  await writePrivateFile(join(folder, "server.json"), `${JSON.stringify(facts)}\n`);
}

/** The server that owns a state folder, or undefined when none runs (a file left by a dead one is ignored). */
export async function readServerFile(folder: string): Promise<ServerFile | undefined> {
  const text = await readIfThere(join(folder, "server.json"));
  if (text === undefined) return undefined;
  try {
    const facts = JSON.parse(text) as Partial<ServerFile>;
    const { pid, startTime, startTicks = null, url, local, proofKey } = facts;
    if (typeof pid !== "number" || typeof startTime !== "number" || typeof url !== "string")
      return undefined;
    if (typeof local !== "string" || typeof proofKey !== "string") return undefined;
    if (isAbsent(pid) || (startTicks !== null && startTicksOf(pid) !== startTicks))
      return undefined;
    return { pid, startTime, startTicks, url, local, proofKey };
  } catch {
    return undefined;
  }
}

export async function removeServerFile(folder: string): Promise<void> {
  await rm(join(folder, "server.json"), { force: true });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
