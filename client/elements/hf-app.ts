import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { Problem, User } from "../../kernels/protocol/index.ts";
import { commonCommand } from "../commands/keys.ts";
import { Toasts } from "../commands/toasts.ts";
import { prepareEditor } from "../editor/load-editor.ts";
import { NotebookSession } from "../session/notebook-session.ts";
import { encodePath } from "../store/contents.ts";
import { loadUser } from "../store/user.ts";
import { claimWindowId } from "../store/window-id.ts";
import "./hf-connection.ts";
import type { HfFiles } from "./hf-files.ts";
import "./hf-files.ts";
import "./hf-header.ts";
import { LightElement } from "./light-element.ts";
import "./hf-notebook.ts";
import "./hf-toasts.ts";
import { homePage, problemPage, tokenPage } from "./message-page.ts";

/** The page: header, files, and the open notebook. */
export class HfApp extends LightElement {
  static override properties = {
    session: { state: true },
    isFilesOpen: { state: true },
    isTokenNeeded: { state: true },
  };
  declare session: NotebookSession | undefined;
  declare isFilesOpen: boolean;
  declare isTokenNeeded: boolean;
  #toasts = new Toasts();
  #who: { readonly windowId: string; readonly user: User } | undefined;
  #forget: (() => void)[] = [];

  constructor() {
    super();
    this.isFilesOpen = false;
    this.isTokenNeeded = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("popstate", this.#route);
    window.addEventListener("beforeunload", this.#ask);
    document.addEventListener("keydown", this.#keyed);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("popstate", this.#route);
    window.removeEventListener("beforeunload", this.#ask);
    document.removeEventListener("keydown", this.#keyed);
    this.#close();
  }

  async #start(): Promise<void> {
    this.#who = { windowId: await claimWindowId(), user: loadUser() };
    if (!this.isConnected) return;
    this.#route();
    prepareEditor();
  }

  protected override render(): TemplateResult {
    if (this.isTokenNeeded) return tokenPage();
    const { session } = this;
    return html`
      <a class="skip" href="#main">Skip to the notebook</a>
      <hf-header
        .session=${session}
        .isFilesOpen=${this.isFilesOpen}
        .toggleFiles=${() => this.#toggleFiles()}
        .goHome=${() => this.#go("/")}
        .toasts=${this.#toasts}
      ></hf-header>
      <div class="layout ${this.isFilesOpen ? "files-open" : ""}">
        <hf-files
          class="side"
          .path=${session?.path}
          .open=${(path: string) => this.#go(`/notebooks/${encodePath(path)}`)}
          .failed=${(problem: Problem) => this.#filesFailed(problem)}
        ></hf-files>
        ${
          this.isFilesOpen
            ? html`<button type="button" class="scrim" aria-label="Close the files" @click=${() => this.#toggleFiles()}></button>`
            : nothing
        }
        <main id="main" class="main" tabindex="-1">${this.#main()}</main>
      </div>
      <hf-toasts .toasts=${this.#toasts}></hf-toasts>
    `;
  }

  #main(): TemplateResult {
    const { session } = this;
    if (!session) return homePage(() => this.#files?.create());
    const { status } = session.connection;
    if (status.kind === "ended") return problemPage(status.problem);
    return html`${keyed(
      session,
      html`<hf-connection .session=${session}></hf-connection>
        <hf-notebook .session=${session}></hf-notebook>`,
    )}`;
  }

  get #files(): HfFiles | null {
    return this.querySelector<HfFiles>("hf-files");
  }

  #connectionChanged({ connection }: NotebookSession): void {
    const { status } = connection;
    if (status.kind === "ended" && status.problem.status === 401) this.isTokenNeeded = true;
    // A WebSocket cannot tell why it was not let in; the list of files can.
    if (status.kind === "lost" && status.attempt % 4 === 2) this.#files?.refresh();
    this.requestUpdate();
  }

  #route = (): void => {
    const path = notebookPath(location.pathname);
    this.isFilesOpen = false;
    if (path !== undefined && path === this.session?.path) return;
    this.#close();
    document.title = titleOf(path);
    if (path === undefined || !this.#who) return;
    const session = new NotebookSession(path, this.#who, this.#toasts);
    this.#forget = [
      session.connection.changed.add(() => this.#connectionChanged(session)),
      session.store.changed.add(() => this.#followRename(session)),
    ];
    this.session = session;
  };

  #followRename(session: NotebookSession): void {
    const { path } = session;
    if (path === notebookPath(location.pathname)) return;
    history.replaceState(null, "", `/notebooks/${encodePath(path)}`);
    document.title = titleOf(path);
    this.requestUpdate();
  }

  #close(): void {
    for (const forget of this.#forget) forget();
    this.session?.close();
    this.session = undefined;
  }

  #go(address: string): void {
    if (
      this.session?.store.hasUnconfirmed &&
      !confirm("Some of what you typed is not sent yet. Leave it?")
    )
      return;
    history.pushState(null, "", address);
    this.#route();
    this.querySelector<HTMLElement>("#main")?.focus();
  }

  /** The focus goes into the drawer with it, and back to its button. */
  async #toggleFiles(): Promise<void> {
    this.isFilesOpen = !this.isFilesOpen;
    await this.updateComplete;
    const target = this.isFilesOpen ? ".files .file" : ".files-toggle";
    this.querySelector<HTMLElement>(target)?.focus();
  }

  #filesFailed(problem: Problem): void {
    if (problem.status === 401) this.isTokenNeeded = true;
  }

  #ask = (event: BeforeUnloadEvent): void => {
    if (this.session?.store.hasUnconfirmed) event.preventDefault();
  };

  /** Keys that work wherever the focus is. */
  #keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.isFilesOpen) void this.#toggleFiles();
    if (event.defaultPrevented || commonCommand(event) !== "save") return;
    event.preventDefault();
    this.session?.commands.save();
  };
}

function titleOf(path: string | undefined): string {
  return path === undefined ? "holdfast" : `${path.split("/").at(-1)} · holdfast`;
}

function notebookPath(pathname: string): string | undefined {
  const match = /^\/notebooks\/(.+)$/.exec(pathname);
  if (!match) return undefined;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return match[1];
  }
}

customElements.define("hf-app", HfApp);
