import type { Json } from "../../protocol/index.ts";

const MAX_ENTRIES = 10_000;

/** What ran in this kernel, oldest first: Jupyter's history with one session, the kernel's life. */
export class History {
  readonly #entries: { readonly line: number; readonly input: string }[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  /** Answers a history_request; session 0 and -0 mean this kernel's, others are not kept. */
  answer(content: Readonly<Record<string, unknown>>): Json[] {
    const { hist_access_type: access, n, pattern, start, stop, unique, output } = content;
    const found = this.#find(String(access), { n, pattern, start, stop, unique: unique === true });
    return found.map(({ line, input }) => [0, line, output === true ? [input, null] : input]);
  }

  #find(
    access: string,
    ask: { n: unknown; pattern: unknown; start: unknown; stop: unknown; unique: boolean },
  ): { line: number; input: string }[] {
    const count = typeof ask.n === "number" && ask.n >= 0 ? ask.n : MAX_ENTRIES;
    if (access === "range") {
      const start = typeof ask.start === "number" ? ask.start : 0;
      const stop = typeof ask.stop === "number" ? ask.stop : Number.POSITIVE_INFINITY;
      return this.#entries.filter(({ line }) => line >= start && line < stop);
    }
    if (access === "search") {
      const isMatch = glob(typeof ask.pattern === "string" ? ask.pattern : "*");
      const newest = new Map(this.#entries.map((entry) => [entry.input, entry]));
      const found = this.#entries.filter(
        (entry) => isMatch.test(entry.input) && (!ask.unique || newest.get(entry.input) === entry),
      );
      return count === 0 ? [] : found.slice(-count);
    }
    return count === 0 ? [] : this.#entries.slice(-count);
  }
}

/** `*` and `?` as in file names, over the whole input. */
function glob(pattern: string): RegExp {
  const text = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${text.replaceAll("*", "[\\s\\S]*").replaceAll("?", "[\\s\\S]")}$`);
}
