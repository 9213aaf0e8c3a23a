import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { notebookAddress } from "../store/address.ts";
import type { Entry } from "../store/contents.ts";
import { FolderList } from "../store/folder-list.ts";
import { send } from "./events.ts";
import { icon } from "./icons.ts";
import "./hf-kept.ts";
import { LightElement } from "./light-element.ts";
import { every, on } from "./sources.ts";
import { hear } from "./watch.ts";

/** How often a list that failed is asked for again: a server that was started again is found without a click. */
const AGAIN = every(5_000);

/** The notebooks and folders beside the open notebook. */
export class HfFiles extends LightElement {
  static override properties = {
    path: { attribute: false },
    blockedBy: { attribute: false },
  };
  /** The open notebook, if any. */
  declare path: string | undefined;
  /** What keeps this window in the open notebook, in words. */
  declare blockedBy: string | undefined;
  #list = new FolderList();

  constructor() {
    super();
    // An answer is one change, and shows at once.
    hear(this, this.#list.changed, () => this.requestUpdate());
    hear(this, this.#list.refused, (problem) => send(this, "hf-refused", problem));
    hear(this, on(document, "visibilitychange"), () => this.#refresh());
    hear(this, on(window, "focus"), () => this.#refresh());
    hear(
      this,
      () => (this.#mayComeBack ? AGAIN : undefined),
      () => this.#refresh(),
    );
  }

  /** The last call was refused, though not for lack of a token. */
  get #mayComeBack(): boolean {
    const { problem } = this.#list;
    return problem !== undefined && problem.status !== 401;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("path") && this.hasUpdated) return;
    void this.#list.enter(this.path === undefined ? this.#list.folder : parentOf(this.path));
  }

  protected override render(): TemplateResult {
    const { folder, entries, problem } = this.#list;
    return html`
      <nav class="files" aria-label="Files">
        <div class="files-head">
          <h2>${folder === "" ? "Files" : (folder.split("/").at(-1) ?? "")}</h2>
          <button type="button" class="quiet files-new" @click=${() => this.create()}>${icon("plus")} New</button>
        </div>
        ${problem ? html`<p class="files-problem" role="alert">${problem.detail}</p>` : nothing}
        <ul>
          ${folder === "" ? nothing : html`<li>${this.#folder("Back", parentOf(folder), "back")}</li>`}
          ${(entries ?? []).filter((e) => e.type !== "file").map((entry) => html`<li>${this.#entry(entry)}</li>`)}
        </ul>
        ${this.blockedBy ? html`<p class="files-note" id="files-blocked">${this.blockedBy}</p>` : nothing}
        ${
          entries?.some((e) => e.type === "notebook") === false
            ? html`<p class="files-note">No notebook is here yet.</p>`
            : nothing
        }
        <hf-kept></hf-kept>
      </nav>
    `;
  }

  #entry(entry: Entry): TemplateResult {
    if (entry.type === "directory") return this.#folder(entry.name, entry.path, "folder");
    const isOpen = entry.path === this.path;
    const isBlocked = this.blockedBy !== undefined && !isOpen;
    return html`<a
      class="file ${isOpen ? "file-open" : ""} ${isBlocked ? "file-blocked" : ""}"
      aria-haspopup=${isBlocked ? "dialog" : nothing}
      aria-describedby=${isBlocked ? "files-blocked" : nothing}
      href=${notebookAddress(entry.path)}
      aria-current=${isOpen ? "page" : nothing}
      title=${entry.name}
      @click=${(event: MouseEvent) => this.#clicked(event, entry.path)}
      >${entry.name}</a
    >`;
  }

  #folder(name: string, path: string, mark: "folder" | "back"): TemplateResult {
    return html`<button type="button" class="file file-folder" @click=${() => this.#list.enter(path)}>
      ${icon(mark)} <span>${name}</span>
    </button>`;
  }

  #clicked(event: MouseEvent, path: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    send(this, "hf-open", { path });
  }

  /** Asks the server again. */
  refresh(): void {
    void this.#list.refresh();
  }

  #refresh(): void {
    if (document.visibilityState === "visible") this.refresh();
  }

  /** Makes an untitled notebook in the folder that is shown, and opens it. */
  async create(): Promise<void> {
    const path = await this.#list.create();
    if (path !== undefined) send(this, "hf-open", { path });
  }
}

function parentOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

customElements.define("hf-files", HfFiles);
