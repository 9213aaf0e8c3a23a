import { html, nothing, type TemplateResult } from "lit";
import { type Sample, sampleSizes, sampleWords } from "../../kernels/analysis/run/sample-sizes.ts";
import {
  type CellState,
  earlierRuns,
  estimateText,
  isObject,
  type MapEstimate,
} from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

const MAP = /\brunMap\s*\(/;
const RUN = /\brun\s*\(/;
const WORKFLOW = /\b(?:trainClassifiers|trainRegressors|detectAnomalies|cluster)\s*\(/;

/** Tells whether a text takes a sample when it does not choose one: a map, or a workflow as a run. */
function takesSamples(source: string): boolean {
  return MAP.test(source) || (RUN.test(source) && WORKFLOW.test(source));
}

const MODES = Object.keys(sampleSizes) as Sample[];

function timeOf({ seconds, cores }: MapEstimate, left: number): string {
  return estimateText({ seconds, from: earlierRuns(seconds.length) }, { left, workers: 1, cores });
}

/** How much of the data a cell works on: chosen before it runs; a larger sample of a map goes on from a smaller one. */
export class HfSample extends LightElement {
  static override properties = {
    cell: { attribute: false },
    session: { attribute: false },
    label: { attribute: false },
    estimate: { state: true },
  };
  declare cell: CellState;
  declare session: NotebookSession;
  declare label: string;
  declare estimate: MapEstimate | null;

  constructor() {
    super();
    this.estimate = null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { cell } = this;
    if (cell.type !== "code" || !takesSamples(cell.source)) return nothing;
    const { holdfast } = cell.metadata;
    const chosen = isObject(holdfast) ? holdfast.sample : undefined;
    return html`<select class="tool-type" aria-label=${this.label} title="How many items this cell works on"
      @pointerenter=${this.#ask} @focus=${this.#ask} @change=${this.#choose}>
      ${MODES.map(
        (mode) =>
          html`<option value=${mode} ?selected=${mode === (chosen ?? "full")}>${this.#words(mode)}</option>`,
      )}
    </select>`;
  }

  /** "Quick · 100 of 3,707 · development · about 3 s (2 to 5 s), from 2 earlier runs; with 8 workers about 1 s". */
  #words(mode: Sample): string {
    const { estimate } = this;
    const { name, use } = sampleWords[mode];
    const size = Math.min(sampleSizes[mode], estimate?.all ?? Number.POSITIVE_INFINITY);
    const count = Number.isFinite(size) ? size.toLocaleString("en") : "all";
    const of = estimate ? ` of ${estimate.all.toLocaleString("en")}` : "";
    return `${name} · ${count}${of} · ${use}${estimate ? ` · ${timeOf(estimate, size)}` : ""}`;
  }

  /** Looks up what earlier runs took; without any the time is said after the first 20 items. */
  #ask = (): void => {
    this.session.questions.estimate(this.cell.id).then(
      (estimate) => {
        this.estimate = estimate;
      },
      () => {}, // no connection: the picker works without times
    );
  };

  #choose(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.session.commands.chooseSample(this.cell.id, value === "full" ? undefined : value);
  }
}

customElements.define("hf-sample", HfSample);
