import { html, nothing, type TemplateResult } from "lit";
import type { CellState, RestorableVariables } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

/** So many of the variables that cannot be brought back are named at once. */
const NAMED = 5;

/** The kernel of before is gone: its variables can be brought back, or were, and which could not. */
export class HfRestore extends LightElement {
  static override properties = {
    session: { attribute: false },
    variables: { attribute: false },
    cells: { attribute: false },
    isBusy: { attribute: false },
  };
  declare session: NotebookSession;
  declare variables: RestorableVariables | undefined;
  declare cells: readonly CellState[];
  /** A cell runs or waits: nothing can be brought back now. */
  declare isBusy: boolean;

  protected override render(): TemplateResult | typeof nothing {
    const { variables, session } = this;
    if (!variables) return nothing;
    const { state, count, at, missing } = variables;
    const names = count === 1 ? "1 variable" : `${count} variables`;
    const when = timeText(at);
    const { commands } = session;
    return html`<div class="notice" role=${state === "offered" ? "alert" : "status"}>
      <div class="restore">
        ${
          state === "offered"
            ? html`<p><strong>The kernel is a new one.</strong> ${names} as of ${when} can be brought back without running the cells.</p>`
            : html`<p><strong>${names} restored,</strong> as of ${when}.</p>`
        }
        ${missing.length > 0 ? this.#missing(missing) : nothing}
      </div>
      <span class="notice-tools">
        ${
          state === "offered"
            ? html`<button type="button" ?disabled=${this.isBusy} title=${this.isBusy ? "A cell runs" : ""}
                @click=${() => commands.restoreVariables()}>Restore</button>
              <button type="button" class="quiet" @click=${() => commands.forgetVariables()}>Forget them</button>`
            : html`<button type="button" class="quiet" @click=${() => commands.forgetVariables()}>Close</button>`
        }
      </span>
    </div>`;
  }

  #missing(missing: RestorableVariables["missing"]): TemplateResult {
    const item = ({ why, name, cellId }: (typeof missing)[number]): TemplateResult => {
      const what = why.startsWith(name) ? why : `${name}: ${why}`;
      return html`<li><code>${what}</code> ${this.#place(cellId)}</li>`;
    };
    const rest = missing.slice(NAMED);
    return html`<p>Not among them, run their cells again:</p>
      <ul>
        ${missing.slice(0, NAMED).map(item)}
        ${rest.length > 0 ? html`<li>${rest.length} more</li>` : nothing}
      </ul>`;
  }

  /** A link to the cell that made it. */
  #place(cellId: string | null): TemplateResult | typeof nothing {
    const index = this.cells.findIndex(({ id }) => id === cellId);
    if (index < 0) return nothing;
    const show = (): void => this.session.selection.select(this.cells[index]!.id);
    return html`<button type="button" class="link" @click=${show}>cell ${index + 1}</button>`;
  }
}

/** The time of day; with the day when that is not today. */
function timeText(at: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}

customElements.define("hf-restore", HfRestore);
