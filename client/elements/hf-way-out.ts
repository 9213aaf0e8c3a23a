import { html, nothing, type TemplateResult } from "lit";
import type { WayOut } from "../session/navigation.ts";
import { send } from "./events.ts";
import { LightElement } from "./light-element.ts";

/** What is in the way, in words. */
export interface Obstacle {
  /** "Train models is running in this window." */
  readonly title: string;
  /** How far it is and how long it still takes, when that is known. */
  readonly facts: string;
}

/** Asks what to do about a long cell before its window leaves: wait, cancel and go, or let it go on alone. */
export class HfWayOut extends LightElement {
  static override properties = { obstacle: { attribute: false } };
  declare obstacle: Obstacle | undefined;

  protected override updated(): void {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.obstacle) return nothing;
    const { title, facts } = this.obstacle;
    return html`<dialog class="dialog" aria-labelledby="way-out-title" @cancel=${this.#closed}>
      <h2 id="way-out-title">${title}</h2>
      <p>${facts}</p>
      <ul class="ways">
        ${this.#way("wait", "Stay and wait", "This window opens other notebooks when the cell has ended.")}
        ${this.#way("background", "Let it go on in the background", "You are told when it has ended, also in another notebook.")}
        ${this.#way("cancel", "Cancel it and go", "What it has shown stays, and so do its variables.")}
      </ul>
    </dialog>`;
  }

  #way(way: WayOut, label: string, detail: string): TemplateResult {
    return html`<li>
      <button type="button" class="way" @click=${() => send(this, "hf-way-out", way)}>
        <strong>${label}</strong><span>${detail}</span>
      </button>
    </li>`;
  }

  #closed = (event: Event): void => {
    event.preventDefault();
    send(this, "hf-way-out", "wait"); // closing the dialog is to wait
  };
}

customElements.define("hf-way-out", HfWayOut);
