import { sizeText } from "../../../kernels/protocol/index.ts";

const MARKS = "▁▂▃▄▅▆▇█";
const WIDTH = 24;
/** Samples that are kept; when there are more, every other one goes. */
const MAX = 240;

/** The memory of a kernel process while one cell ran, for the post-mortem. */
export class MemoryCurve {
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  add(bytes: number, at: number): void {
    this.#samples.push({ at, bytes });
    if (this.#samples.length > MAX) this.#samples = this.#samples.filter((_, i) => i % 2 === 0);
  }

  clear(): void {
    this.#samples = [];
  }

  /** "Memory: 62 MB → 1.9 GB over 14 s ▁▂▄▇█"; undefined without two samples. */
  text(): string | undefined {
    const samples = this.#samples;
    const first = samples[0];
    const last = samples.at(-1);
    if (!first || !last || first === last) return undefined;
    const values = Array.from(
      { length: Math.min(WIDTH, samples.length) },
      (_, i, all = samples) => {
        const width = Math.min(WIDTH, all.length);
        return all[Math.round((i * (all.length - 1)) / Math.max(1, width - 1))]!.bytes;
      },
    );
    const top = Math.max(...values);
    const curve = values.map((value) => MARKS[Math.min(7, Math.floor((8 * value) / top))]).join("");
    const seconds = Math.round((last.at - first.at) / 1000);
    return `Memory: ${sizeText(first.bytes)} → ${sizeText(last.bytes)} over ${seconds} s ${curve}`;
  }
}
