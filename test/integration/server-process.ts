import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { chown, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { notebookOf } from "../server/notebook-of.ts";

const COMMAND = fileURLToPath(new URL("../../server/cli/holdfast.mjs", import.meta.url));

const NOBODY = 65_534;

/** How a process of the command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the `holdfast` command and all that it printed. */
export class CommandProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  /** @param uid another user, as whom root runs it */
  constructor(argv: readonly string[], env: Readonly<Record<string, string>> = {}, uid?: number) {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    this.child = spawn(process.execPath, [COMMAND, ...argv], {
      env: { ...inherited, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, "close").then(([code, signal]) => ({ code, signal }) as Ended);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves when the output so far matches; fails when the process ends before. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      const more = once(this.child.stdout!, "data").then(() => undefined);
      const end = await Promise.race([more, this.ended]);
      if (end) throw new Error(`it ended (${end.code ?? end.signal}): ${this.stderr}`);
    }
  }
}

/** A served folder with its state folder; the server over it can be started again and again. */
export class ServedFolder {
  readonly root: string;
  readonly state: string;
  /** What else the command finds in its environment. */
  env: Readonly<Record<string, string>> = {};
  #running: CommandProcess[] = [];
  #uid: number | undefined;

  private constructor(root: string, state: string) {
    this.root = root;
    this.state = state;
  }

  static async make(): Promise<ServedFolder> {
    const [root, state] = await Promise.all(
      ["hf-root-", "hf-state-"].map((name) => mkdtemp(join(tmpdir(), name))),
    );
    return new ServedFolder(await realpath(root!), state!);
  }

  /** As whom to run another command that may touch what runs here. */
  get user(): { readonly uid?: number; readonly gid?: number } {
    return this.#uid === undefined ? {} : { uid: this.#uid, gid: this.#uid };
  }

  /** What runs here from now on has the rights of an ordinary user: nothing is read-only for root. */
  async asOrdinaryUser(): Promise<void> {
    if (process.getuid?.() !== 0) return;
    this.#uid = NOBODY;
    for (const folder of [this.root, this.state]) await chown(folder, NOBODY, NOBODY);
  }

  /** Writes a notebook with these code cells, ids `c1`, `c2`, … */
  async notebook(name: string, sources: readonly string[]): Promise<void> {
    await this.write(name, notebookOf(sources));
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.root, name), text);
    if (this.#uid !== undefined) await chown(join(this.root, name), this.#uid, this.#uid);
  }

  async removeFile(name: string): Promise<void> {
    await rm(join(this.root, name));
  }

  /** Names of what lies in the folder. */
  files(): string[] {
    return readdirSync(this.root);
  }

  /** The JSON of a notebook as it is on the disk. */
  async read(name: string): Promise<unknown> {
    return JSON.parse(await readFile(join(this.root, name), "utf8"));
  }

  /** The texts of a notebook's cells as they are on the disk. */
  async sources(name: string): Promise<string[]> {
    const { cells } = (await this.read(name)) as { cells: { source: string[] }[] };
    return cells.map(({ source }) => source.join(""));
  }

  /** Runs the command over this folder's state. */
  command(...argv: string[]): CommandProcess {
    // What a killed process leaves in its folder for temporary files goes with the state.
    const env = { ...this.env, HOLDFAST_STATE: this.state, TMPDIR: this.state };
    const process = new CommandProcess(argv, env, this.#uid);
    this.#running.push(process);
    return process;
  }

  async serve(...options: string[]): Promise<ServerProcess> {
    return this.serveAnywhere("--port", "0", ...options);
  }

  /** Serves on 8888 or the next free port. */
  async serveAnywhere(...options: string[]): Promise<ServerProcess> {
    const argv = ["serve", this.root, "--no-open", ...options];
    const process = this.command(...argv);
    const [link, url] = await process.printed(/(http:\/\/\S+?)\/\?code=\S+/);
    const token = (await readFile(join(this.state, "token"), "utf8")).trim();
    return new ServerProcess(process, url!, token, link);
  }

  /** Ends what still runs and removes both folders. */
  async remove(): Promise<void> {
    for (const { child } of this.#running) child.kill("SIGKILL");
    await Promise.all(this.#running.map(({ ended }) => ended));
    for (const folder of [this.root, this.state])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A server in a process of its own, as a person starts it. */
export class ServerProcess {
  readonly process: CommandProcess;
  /** Without the token. */
  readonly url: string;
  readonly token: string;
  /** The one-time link that it printed. */
  readonly link: string;

  constructor(process: CommandProcess, url: string, token: string, link: string) {
    this.process = process;
    this.url = url;
    this.token = token;
    this.link = link;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The processes of its kernels, spare ones too. */
  get kernels(): number[] {
    return childrenOf(this.process.pid);
  }

  /** What its descriptors name. */
  openFiles(): string[] {
    const folder = `/proc/${this.process.pid}/fd`;
    return readdirSync(folder).map((name) => nameOf(`${folder}/${name}`));
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `token ${this.token}`, ...init.headers };
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.process.child.kill(signal);
    return this.process.ended;
  }
}

/** Where a link leads; a descriptor may have been closed meanwhile. */
function nameOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

/** The direct children of a process. */
export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

/** Tells whether a process is there; one that has ended and waits for its parent is not. */
export function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

/** Polls for what nobody tells of; false when it is not so after `withinMs`. */
export async function becomes(condition: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
