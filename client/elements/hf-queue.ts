import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  LockView,
  LockWaiter,
  NotebookState,
  Priority,
} from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

const PRIORITIES: readonly (readonly [Priority, string])[] = [
  ["urgent", "Urgent"],
  ["high", "High"],
  ["normal", "Normal"],
];

/** Who waits for the kernel, the next first: reorder, change the priority, drop. */
export class HfQueue extends LightElement {
  static override properties = {
    view: { attribute: false },
    lock: { attribute: false },
    session: { attribute: false },
  };
  declare view: NotebookState;
  declare lock: LockView;
  declare session: NotebookSession;

  protected override render(): TemplateResult {
    const { waiting } = this.lock;
    return html`<div class="queue">
      <div class="queue-head">
        <h2>Waiting</h2>
        ${
          waiting.length > 1
            ? html`<button type="button" class="quiet" @click=${() => this.session.runs.drop(waiting.map(({ execId }) => execId))}>Drop all</button>`
            : nothing
        }
      </div>
      <ol>
        ${repeat(
          waiting,
          ({ execId }) => execId,
          (waiter, i) => this.#waiter(waiter, i),
        )}
      </ol>
      <p class="queue-note">${this.#urgentNote()}</p>
    </div>`;
  }

  #waiter(waiter: LockWaiter, i: number): TemplateResult {
    const { lock, session } = this;
    const { runs } = session;
    const { execId, priority, user } = waiter;
    const name = this.#name(waiter);
    const who = waiter.windowId === this.session.windowId ? "from here" : `by ${user}`;
    return html`<li class="queue-row">
      <span class="queue-place">${i + 1}</span>
      <span class="queue-name"><strong>${name}</strong> <span>${who}</span></span>
      <label class="queue-priority">
        <span class="visually-hidden">Priority of ${name}</span>
        <select @change=${(event: Event) => this.#prioritise(event, waiter)}>
          ${PRIORITIES.map(
            ([value, word]) =>
              html`<option value=${value} ?selected=${value === priority}>${word}</option>`,
          )}
        </select>
      </label>
      ${this.#tool("up", `Move ${name} up`, i === 0, () => runs.move(lock, execId, -1))}
      ${this.#tool("down", `Move ${name} down`, i === lock.waiting.length - 1, () =>
        runs.move(lock, execId, 1),
      )}
      ${this.#tool("close", `Drop ${name}`, false, () => runs.drop([execId]))}
    </li>`;
  }

  #tool(
    mark: "up" | "down" | "close",
    label: string,
    isDisabled: boolean,
    act: () => void,
  ): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      aria-label=${label}
      title=${label}
      ?disabled=${isDisabled}
      @click=${act}
    >
      ${icon(mark)}
    </button>`;
  }

  /** What an urgent run would stop. */
  #urgentNote(): string {
    const { holder } = this.lock;
    if (!holder) return "Higher priorities go first; who waits rises one class a minute.";
    const cell = this.#name(holder);
    return holder.isPreemptible
      ? `Urgent stops ${cell}, which goes on afterwards from its checkpoint.`
      : `Urgent goes first, but does not stop ${cell}: it saves no checkpoints.`;
  }

  #name({ cellId }: { readonly cellId: string | null }): string {
    const index = this.view.cells.findIndex(({ id }) => id === cellId);
    return index < 0 ? "A deleted cell" : `Cell ${index + 1}`;
  }

  #prioritise(event: Event, { execId }: LockWaiter): void {
    const priority = (event.target as HTMLSelectElement).value as Priority;
    this.session.runs.prioritise(this.lock, execId, priority);
  }
}

customElements.define("hf-queue", HfQueue);
