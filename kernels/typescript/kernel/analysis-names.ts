import {
  type AnalysisFamilies,
  type AnalysisModule,
  analysisFamilies,
} from "./analysis-families.ts";

/** The names of `holdfast/analysis` among what is built in: they are known at once, and have values when they are loaded. */
export class AnalysisNames {
  readonly #builtins: Record<string, unknown>;
  readonly #names: ReadonlySet<string>;
  readonly #missing = new Map<string, () => Promise<AnalysisModule>>();

  private constructor(builtins: Record<string, unknown>, families: AnalysisFamilies) {
    this.#builtins = builtins;
    this.#names = new Set(families.keys());
    for (const [name, load] of families) {
      if (name in builtins) continue; // what has a name of ours already keeps it
      Object.defineProperty(builtins, name, {
        value: undefined,
        enumerable: true,
        configurable: true,
      });
      this.#missing.set(name, load);
    }
  }

  /** Puts the names, without values, among what is built in. */
  static async open(builtins: Record<string, unknown>): Promise<AnalysisNames> {
    return new AnalysisNames(builtins, await analysisFamilies());
  }

  /** Tells whether a name is one of them, loaded or not. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Gives values to those of the names that are ours and have none yet: a cell awaits it before its first line. */
  async load(names: Iterable<string>): Promise<void> {
    const loads = new Set<() => Promise<AnalysisModule>>();
    for (const name of names) {
      const load = this.#missing.get(name);
      if (load) loads.add(load);
    }
    await Promise.all([...loads].map((load) => this.#add(load)));
  }

  /** Gives all names their values: for what may use any of them. */
  async loadAll(): Promise<void> {
    await this.load(this.#missing.keys());
  }

  async #add(load: () => Promise<AnalysisModule>): Promise<void> {
    for (const [name, value] of Object.entries(await load())) {
      if (!this.#missing.delete(name)) continue;
      Object.defineProperty(this.#builtins, name, { value, enumerable: true });
    }
  }
}

/** Loads one family after another for as long as nobody waits for this kernel. */
export async function preloadAnalysis(isIdle: () => boolean): Promise<void> {
  for (const load of new Set((await analysisFamilies()).values())) {
    if (!isIdle()) return;
    await load();
  }
}
