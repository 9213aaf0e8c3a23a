import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { fileHash } from "../contents/file-hash.ts";
import { stateBase } from "../store/state-folder.ts";
import { Store } from "../store/store.ts";
import type { RunOptions } from "./run-options.ts";

/** What a run that did not end leaves is kept so long, in ms. */
const KEPT_MS = 7 * 86_400_000;

/** What `run.json` says: which notebook the state belongs to. */
interface Facts {
  readonly input: string;
  readonly inputHash: string;
}

/** The state of one `holdfast run`: it stays when the run does not end, so that `--resume` can go on. */
export class HeadlessState {
  readonly folder: string;
  /** It holds what an earlier run of the same notebook left. */
  readonly isResumed: boolean;
  /** It stays when the run does not end; else there is no place where it could. */
  readonly isKept: boolean;

  private constructor(folder: string, facts: { isResumed: boolean; isKept: boolean }) {
    this.folder = folder;
    this.isResumed = facts.isResumed;
    this.isKept = facts.isKept;
  }

  /**
   * Opens the state of a result: with `--resume` as it was left, else empty.
   *
   * @throws HoldfastError HF_STORE_LOCKED when a run of the same result is at work; HF_RUN_CHANGED when the notebook
   * changed since
   */
  static async open(options: RunOptions, env: NodeJS.ProcessEnv): Promise<HeadlessState> {
    const base = join(stateBase(env), "runs");
    const isKept = await mkdir(base, { recursive: true, mode: 0o700 }).then(
      () => true,
      () => false,
    );
    if (!isKept) {
      const folder = await mkdtemp(join(tmpdir(), "holdfast-run-"));
      return new HeadlessState(folder, { isResumed: false, isKept });
    }
    await removeOld(base);
    const folder = join(base, await nameOf(options.output));
    const inputHash = (await fileHash(options.input)) ?? "";
    const before = await factsOf(folder);
    if (before) await (await Store.open(folder)).close(); // nobody works with it
    if (before && options.isResumed) {
      if (before.inputHash !== inputHash)
        throw new HoldfastError("HF_RUN_CHANGED", `${options.input} changed since`, {
          action: "Run it without --resume: it begins anew.",
        });
      return new HeadlessState(folder, { isResumed: true, isKept });
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const facts: Facts = { input: options.input, inputHash };
    await writeFile(join(folder, "run.json"), JSON.stringify(facts), { mode: 0o600 });
    return new HeadlessState(folder, { isResumed: false, isKept });
  }

  /** The run has ended: nothing is left to go on with. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function nameOf(output: string): Promise<string> {
  // A folder that is not there is told by whoever writes into it.
  const folder = await realpath(dirname(output)).catch(() => dirname(output));
  const place = join(folder, basename(output));
  return createHash("sha256").update(place).digest("hex").slice(0, 16);
}

async function factsOf(folder: string): Promise<Facts | undefined> {
  const text = await readFile(join(folder, "run.json"), "utf8").catch(() => undefined);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Facts);
  } catch {
    return undefined; // a power cut while it was written: nothing had run
  }
}

async function removeOld(base: string): Promise<void> {
  const names = await readdir(base).catch(() => []);
  for (const name of names) {
    const folder = join(base, name);
    const facts = await stat(join(folder, "run.json")).catch(() => undefined);
    if (facts && Date.now() - facts.mtimeMs > KEPT_MS)
      await rm(folder, { recursive: true, force: true });
  }
}
