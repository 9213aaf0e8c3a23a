import { type MimeBundle, PROVENANCE_MIME, type Provenance } from "../../protocol/index.ts";
import { mimeBundle } from "../display/mime-bundle.ts";
import type { Output } from "../process/output.ts";

/** What takes no place. */
const NOTHING: MimeBundle = { "text/plain": "" };
/** A result is shown anew at most this often, in ms. */
const EVERY_MS = 1_000;
/** Showing may take this share of the time. */
const SHARE = 0.02;

/** What a run has so far, shown under its cell while it goes on. */
export class Intermediate {
  readonly #output: Output;
  readonly #id: string;
  #shownAt = performance.now();
  #costMs = 0;
  #isShown = false;

  constructor(output: Output, runId: string) {
    this.#output = output;
    this.#id = `so-far-${runId}-${Math.random().toString(36).slice(2)}`;
  }

  /** Tells whether it is time to show a newer one. */
  get isDue(): boolean {
    const since = performance.now() - this.#shownAt;
    return since >= EVERY_MS && this.#costMs <= SHARE * since;
  }

  /** Shows what there is: n of how many, and the value. */
  async show(value: unknown, n: number, of: number | undefined): Promise<void> {
    const began = performance.now();
    const data = await mimeBundle(value);
    const count = of === undefined ? `${n}` : `${n} of ${of}`;
    const provenance: Provenance = { kind: "so far", text: `so far · ${count}` };
    const line = { [PROVENANCE_MIME]: { ...provenance }, "text/plain": `[${provenance.text}]` };
    this.#say({ line, value: data });
    this.#shownAt = performance.now();
    this.#costMs = this.#shownAt - began;
  }

  /** The run has ended: what it ended with stands in its place. */
  end(): void {
    if (this.#isShown) this.#say({ line: NOTHING, value: NOTHING });
  }

  #say(displays: { readonly line: MimeBundle; readonly value: MimeBundle }): void {
    const type = this.#isShown ? "update_display_data" : "display_data";
    this.#isShown = true;
    for (const [part, data] of Object.entries(displays)) {
      const transient = { display_id: `${this.#id}-${part}` };
      this.#output.say(type, { data, metadata: {}, transient });
    }
  }
}
