import { html, nothing, type TemplateResult } from "lit";
import {
  durationText,
  isLong,
  type LockView,
  type NotebookState,
  type Progress,
  percent,
} from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { LightElement } from "./light-element.ts";
import "./hf-queue.ts";
import { progressBar } from "./progress-bar.ts";
import { leftWords, shareWords } from "./progress-words.ts";
import { every } from "./sources.ts";
import { watch } from "./watch.ts";

/** How often a screen reader is told how far it is, in ms. */
const SPEAK_MS = 15_000;
/** How often the time is brought up to date. */
const HALF_A_SECOND = every(500);

/** Who holds the kernel, how far it is, how long yet, who waits; and the way to stop it. */
export class HfLock extends LightElement {
  static override properties = {
    session: { attribute: false },
    view: { attribute: false },
    lock: { attribute: false },
    progress: { attribute: false },
    isQueueOpen: { state: true },
  };
  declare session: NotebookSession;
  declare view: NotebookState;
  declare lock: LockView | undefined;
  declare progress: ReadonlyMap<string, Progress>;
  declare isQueueOpen: boolean;
  #spoken = { at: 0, text: "" };

  constructor() {
    super();
    this.isQueueOpen = false;
    watch(this, () => [this.#running ? HALF_A_SECOND : undefined]);
  }

  get #running(): NotebookState["executions"][number] | undefined {
    return this.view.executions.find((execution) => execution.state === "running");
  }

  protected override render(): TemplateResult | typeof nothing {
    const running = this.#running;
    const index = this.view.cells.findIndex((cell) => cell.id === running?.cellId);
    const cell = this.view.cells[index];
    if (!running || !cell || cell.run.startedAt === null) return nothing;
    const now = this.session.store.volatile.serverNow;
    const elapsed = now - cell.run.startedAt;
    const { holder } = this.lock ?? {};
    const run = holder?.execId === running.id ? holder.run : null;
    if (!isLong({ run, since: cell.run.startedAt }, now)) return nothing;
    const bar = cell.outputs
      .map((output) => output.displayId !== undefined && this.progress.get(output.displayId))
      .findLast((progress) => progress && progress.state === "running");
    const share = bar ? percent(bar) : undefined;
    const name = bar ? bar.name : (run ?? `Cell ${index + 1}`);
    const facts = this.#facts(running.by, elapsed, bar || undefined);
    const waiting = this.lock?.waiting.length ?? 0;
    const isHere = this.lock?.holder?.windowId === this.session.windowId;
    return html`
      <div class="banner" role="region" aria-label="The kernel is busy">
        <p class="banner-text">
          <strong>${name}</strong> is running${facts.map((fact) => html` · <span>${fact}</span>`)}
        </p>
        <p class="visually-hidden" role="status">${this.#speak(`${name} is running, ${facts.join(", ")}`)}</p>
        <span class="banner-tools">
          ${
            waiting > 0
              ? html`<button
                  type="button"
                  class="quiet"
                  aria-expanded=${this.isQueueOpen ? "true" : "false"}
                  aria-controls="queue"
                  @click=${() => {
                    this.isQueueOpen = !this.isQueueOpen;
                  }}
                >
                  ${waiting} waiting
                </button>`
              : nothing
          }
          ${
            isHere
              ? html`<button type="button" class="quiet" title="The window may open other notebooks meanwhile" @click=${() => this.#background()}>
                  Background
                </button>`
              : nothing
          }
          <button type="button" @click=${() => this.#watch(cell.id)}>Watch</button>
          <button type="button" @click=${() => this.session.commands.stop([cell.id])}>Cancel</button>
        </span>
        ${progressBar(name, share, "banner-bar", { now: share, max: 100 })}
      </div>
      ${
        this.isQueueOpen && waiting > 0
          ? html`<hf-queue
              id="queue"
              .view=${this.view}
              .lock=${this.lock}
              .session=${this.session}
            ></hf-queue>`
          : nothing
      }
    `;
  }

  /** What a screen reader says: at once that something runs, then how far it is every 15 s. */
  #speak(text: string): string {
    const now = Date.now();
    if (now - this.#spoken.at >= SPEAK_MS) this.#spoken = { at: now, text };
    return this.#spoken.text;
  }

  #background(): void {
    const execId = this.lock?.holder?.execId;
    if (execId) this.session.runs.letGoOn(execId);
  }

  #facts(by: string, elapsed: number, bar: Progress | undefined): string[] {
    const left = bar ? leftWords(bar) : [];
    return [
      ...(bar ? shareWords(bar) : []),
      ...(bar?.note === undefined ? [] : [bar.note]),
      ...(left.length > 0 ? left : [`for ${durationText(Math.floor(elapsed / 1000))}`]),
      this.#startedBy(by),
    ];
  }

  #startedBy(by: string): string {
    const { holder } = this.lock ?? {};
    if (!holder) return `started by ${by}`;
    if (holder.windowId === this.session.windowId) return "started here";
    if (holder.windowId === null) return `in the background, started by ${holder.user}`;
    return `started by ${holder.user} in another tab`;
  }

  #watch(cellId: string): void {
    this.session.selection.select(cellId);
    const index = this.view.cells.findIndex((cell) => cell.id === cellId);
    const cell = this.closest(".notebook")?.querySelectorAll("hf-cell")[index];
    cell?.scrollIntoView({ block: "center" });
  }
}

customElements.define("hf-lock", HfLock);
