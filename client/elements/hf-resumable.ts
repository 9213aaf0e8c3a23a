import { html, nothing, type TemplateResult } from "lit";
import { durationText, percentOf, type ResumableRun } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";

const WHY: Readonly<Record<ResumableRun["state"], string>> = {
  cancelled: "was stopped",
  failed: "failed",
  interrupted: "was interrupted",
};

/** What runs again first, when the kernel is a new one. */
function againText({ again }: ResumableRun): string {
  if (!again) return "";
  const cells = again.cells === 1 ? "1 cell" : `${again.cells} cells`;
  const time = again.seconds > 0 ? `, about ${durationText(again.seconds)}` : "";
  return ` ${cells} that it needs ${again.cells === 1 ? "runs" : "run"} again first${time}.`;
}

/** A run of this cell that can go on: from where, and the two ways. */
export class HfResumable extends LightElement {
  static override properties = {
    run: { attribute: false },
    cellId: { attribute: false },
    session: { attribute: false },
  };
  declare run: ResumableRun | undefined;
  declare cellId: string;
  declare session: NotebookSession;

  protected override render(): TemplateResult | typeof nothing {
    const { run, cellId, session } = this;
    if (!run) return nothing;
    const share = percentOf(run.step, run.total);
    const where = share === undefined ? `step ${run.step}` : `${share} %`;
    const count = run.total === null ? "" : ` (${run.step} of ${run.total})`;
    return html`<div class="resumable" role="group" aria-label="A run that can go on">
      <p><strong>${run.name}</strong> ${WHY[run.state]} at ${where}${count}. Its checkpoint is kept.${againText(run)}</p>
      <button type="button" class="quiet" @click=${() => session.commands.startOver(cellId)}>
        Start over
      </button>
      <button type="button" @click=${() => session.commands.run(cellId)}>Resume from ${where}</button>
    </div>`;
  }
}

customElements.define("hf-resumable", HfResumable);
