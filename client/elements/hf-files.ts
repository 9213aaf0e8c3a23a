import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Problem } from "../../kernels/protocol/index.ts";
import { ApiError } from "../store/api.ts";
import { createNotebook, type Entry, encodePath, listFolder } from "../store/contents.ts";
import { icon } from "./icons.ts";
import "./hf-kept.ts";
import { LightElement } from "./light-element.ts";

/** How long after a list that failed it is asked for again, in ms. */
const AGAIN_MS = 5_000;

/** The notebooks and folders beside the open notebook. */
export class HfFiles extends LightElement {
  static override properties = {
    path: { attribute: false },
    open: { attribute: false },
    failed: { attribute: false },
    blockedBy: { attribute: false },
    folder: { state: true },
    entries: { state: true },
    problem: { state: true },
  };
  /** The open notebook, if any. */
  declare path: string | undefined;
  declare open: (path: string) => void;
  /** Told when the server refuses to list. */
  declare failed: (problem: Problem) => void;
  /** What keeps this window in the open notebook, in words. */
  declare blockedBy: string | undefined;
  declare folder: string;
  declare entries: readonly Entry[] | undefined;
  declare problem: Problem | undefined;
  #again: number | undefined;

  constructor() {
    super();
    this.folder = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#refresh);
    window.addEventListener("focus", this.#refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#refresh);
    window.removeEventListener("focus", this.#refresh);
    clearTimeout(this.#again);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("path") && this.hasUpdated) return;
    if (this.path !== undefined) this.folder = parentOf(this.path);
    void this.#list();
  }

  protected override render(): TemplateResult {
    const { folder, entries } = this;
    return html`
      <nav class="files" aria-label="Files">
        <div class="files-head">
          <h2>${folder === "" ? "Files" : (folder.split("/").at(-1) ?? "")}</h2>
          <button type="button" class="quiet files-new" @click=${() => this.create()}>${icon("plus")} New</button>
        </div>
        ${this.problem ? html`<p class="files-problem" role="alert">${this.problem.detail}</p>` : nothing}
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
      href="/notebooks/${encodePath(entry.path)}"
      aria-current=${isOpen ? "page" : nothing}
      title=${entry.name}
      @click=${(event: MouseEvent) => this.#clicked(event, entry.path)}
      >${entry.name}</a
    >`;
  }

  #folder(name: string, path: string, mark: "folder" | "back"): TemplateResult {
    return html`<button type="button" class="file file-folder" @click=${() => this.#enter(path)}>
      ${icon(mark)} <span>${name}</span>
    </button>`;
  }

  #clicked(event: MouseEvent, path: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(path);
  }

  #enter(folder: string): void {
    this.folder = folder;
    void this.#list();
  }

  /** Asks the server again. */
  refresh(): void {
    void this.#list();
  }

  #refresh = (): void => {
    if (document.visibilityState === "visible") this.refresh();
  };

  async #list(): Promise<void> {
    const { folder } = this;
    await this.#attempt(async () => {
      const entries = await listFolder(folder);
      if (folder === this.folder) this.entries = entries;
    });
  }

  /** Makes an untitled notebook in the folder that is shown, and opens it. */
  create(): void {
    void this.#attempt(async () => {
      const { path } = await createNotebook(this.folder);
      await this.#list();
      this.open(path);
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.problem;
      this.failed(error.problem);
      // A server that was started again is found without a click.
      clearTimeout(this.#again);
      if (error.problem.status !== 401) this.#again = window.setTimeout(this.#refresh, AGAIN_MS);
    }
  }
}

function parentOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

customElements.define("hf-files", HfFiles);
