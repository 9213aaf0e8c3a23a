import { html, nothing, type TemplateResult } from "lit";
import { type CellState, isObject } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

const MAP = /\brunMap\s*\(/;
const RUN = /\brun\s*\(/;
const WORKFLOW = /\b(?:trainClassifiers|trainRegressors|detectAnomalies|cluster)\s*\(/;

/** Tells whether a text takes a sample when it does not choose one: a map, or a workflow as a run. */
function takesSamples(source: string): boolean {
  return MAP.test(source) || (RUN.test(source) && WORKFLOW.test(source));
}

const MODES = [
  ["quick", "Quick", "100: a first look in seconds"],
  ["sample", "Sample", "500: the trend is clear"],
  ["standard", "Standard", "1,000: close to the whole"],
  ["full", "Full", "all of them: the final numbers"],
] as const;

/** How much of the data a cell works on: chosen before it runs; a larger sample of a map goes on from a smaller one. */
export class HfSample extends LightElement {
  static override properties = {
    cell: { attribute: false },
    session: { attribute: false },
    label: { attribute: false },
  };
  declare cell: CellState;
  declare session: NotebookSession;
  declare label: string;

  protected override render(): TemplateResult | typeof nothing {
    const { cell } = this;
    if (cell.type !== "code" || !takesSamples(cell.source)) return nothing;
    const { holdfast } = cell.metadata;
    const chosen = isObject(holdfast) ? holdfast.sample : undefined;
    return html`<select class="tool-type" aria-label=${this.label} title="How many items this cell works on" @change=${this.#choose}>
      ${MODES.map(
        ([mode, name, help]) =>
          html`<option value=${mode} ?selected=${mode === (chosen ?? "full")}>${name} · ${help}</option>`,
      )}
    </select>`;
  }

  #choose(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.session.commands.chooseSample(this.cell.id, value === "full" ? undefined : value);
  }
}

customElements.define("hf-sample", HfSample);
