import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { isUnsaved, type KernelStatus } from "../../kernels/protocol/index.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { type ThemeChoice, themeChoice } from "../theme/choice.ts";
import { chooseTheme, themeChanged } from "../theme/theme.ts";
import { send } from "./events.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import "./hf-title.ts";
import "./hf-variables.ts";
import { watch } from "./watch.ts";

/** The line at the top: where one is, whether it is saved, how the kernel is, what can be done. */
export class HfHeader extends LightElement {
  static override properties = {
    session: { attribute: false },
    isFilesOpen: { attribute: false },
  };
  declare session: NotebookSession | undefined;
  declare isFilesOpen: boolean;

  constructor() {
    super();
    watch(this, () => [
      themeChanged,
      this.session?.store.changed,
      this.session?.connection.changed,
    ]);
  }

  protected override render(): TemplateResult {
    return html`
      <header class="header">
        <button
          type="button"
          class="tool files-toggle"
          aria-label="Files"
          aria-expanded=${this.isFilesOpen ? "true" : "false"}
          @click=${() => send(this, "hf-toggle-files", null)}
        >
          ${icon("menu")}
        </button>
        <a class="brand" href="/" @click=${this.#homeClicked}>holdfast</a>
        ${this.session ? this.#where(this.session) : nothing}
        <span class="header-space"></span>
        ${this.session?.store.view ? this.#actions(this.session) : nothing}
        ${
          this.session?.store.view
            ? html`${keyed(this.session, html`<hf-variables .session=${this.session}></hf-variables>`)}`
            : nothing
        }
        ${themeButton()}
      </header>
    `;
  }

  #where(session: NotebookSession): TemplateResult {
    const folders = session.path.split("/");
    folders.pop();
    const mark = saveMark(session);
    return html`
      <span class="where">
        <span class="where-folders">/ ${folders.map((folder) => `${folder} / `)}</span>
        <hf-title class="where-name" .path=${session.path} .session=${session}></hf-title>
      </span>
      <button
        type="button"
        class="quiet save-mark save-${(mark || "none").toLowerCase().replaceAll(" ", "-")}"
        title=${session.store.volatile.unsaved?.detail ?? "Save now (Ctrl+S)"}
        ?hidden=${mark === ""}
        @click=${() => session.commands.save()}
      >
        <span role="status">${mark}</span>
      </button>
    `;
  }

  #actions({ store, commands, connection }: NotebookSession): TemplateResult {
    const { view } = store;
    const isBusy = (view?.executions.length ?? 0) > 0;
    const isRunning = view?.executions.some((execution) => execution.state === "running");
    const known = view?.kernel.status ?? "none";
    const status = known === "idle" && isRunning ? "busy" : known;
    const isReachable = connection.status.kind === "open";
    return html`
      <span class="kernel kernel-${isReachable ? status : "none"}" title=${view?.kernel.detail ?? "State of the kernel"} role="status">
        <span class="kernel-dot" aria-hidden="true"></span
        ><span><span class="kernel-word">Kernel </span>${isReachable ? KERNEL_WORDS[status] : "not reachable"}</span>
      </span>
      <div class="actions" role="group" aria-label="Run" @mousedown=${keepFocus}>
        <button type="button" class="quiet" @click=${() => commands.restart()}>Restart</button>
        <button type="button" class="quiet" ?disabled=${!isBusy} @click=${() => commands.stop()}>Stop</button>
        <button type="button" @click=${() => commands.runAll()}>Run all</button>
        <button type="button" class="primary" title="Shift+Enter" @click=${() => commands.runAndAdvance()}>
          Run cell
        </button>
      </div>
    `;
  }

  #homeClicked(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    send(this, "hf-home", null);
  }
}

const KERNEL_WORDS: Readonly<Record<KernelStatus, string>> = {
  none: "not started",
  starting: "starts",
  idle: "idle",
  busy: "busy",
  restarting: "restarts",
  dead: "died",
};

/** Whether the file holds everything that the person sees, in one word. */
export function saveMark({ store, connection }: NotebookSession): string {
  const { view } = store;
  if (!view) return connection.status.kind === "ended" ? "" : "Opening";
  if (store.hasUnconfirmed && connection.status.kind !== "open") return "Not sent yet";
  if (store.volatile.unsaved) return "Not saved";
  if (store.isSaving) return "Saving";
  return store.hasUnconfirmed || isUnsaved(view) ? "Unsaved" : "Saved";
}

/** A click on a button leaves the focus in the notebook, so that its keys go on working. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = {
  system: "light",
  light: "dark",
  dark: "system",
};
const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = {
  system: "as the computer",
  light: "light",
  dark: "dark",
};

function themeButton(): TemplateResult {
  const choice = themeChoice();
  const label = `Colours: ${THEME_WORDS[choice]}. Change to ${THEME_WORDS[NEXT[choice]]}.`;
  return html`<button type="button" class="tool theme" title=${label} aria-label=${label} @click=${() => chooseTheme(NEXT[choice])}>
    ${icon(choice)}
  </button>`;
}

customElements.define("hf-header", HfHeader);
