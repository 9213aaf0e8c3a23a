import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type {
  ExecutionId,
  LockEvent,
  Notification,
  Problem,
  User,
} from "../../kernels/protocol/index.ts";
import { commonCommand } from "../commands/keys.ts";
import { Toasts } from "../commands/toasts.ts";
import { prepareEditor } from "../editor/load-editor.ts";
import { sayWhenDone } from "../session/long-cells.ts";
import { NotebookSession } from "../session/notebook-session.ts";
import { notificationToast } from "../session/tell-notification.ts";
import { encodePath } from "../store/contents.ts";
import { cancelRun, letGoOn, notificationSeen } from "../store/lock-calls.ts";
import { ServerEvents } from "../store/server-events.ts";
import { loadUser } from "../store/user.ts";
import { claimWindowId } from "../store/window-id.ts";
import { obstacleOf } from "./obstacle.ts";
import "./hf-connection.ts";
import type { HfFiles } from "./hf-files.ts";
import "./hf-files.ts";
import "./hf-header.ts";
import { LightElement } from "./light-element.ts";
import "./hf-notebook.ts";
import "./hf-toasts.ts";
import type { Obstacle, WayOut } from "./hf-way-out.ts";
import "./hf-way-out.ts";
import { blockedPage, homePage, problemPage, tokenPage } from "./message-page.ts";

/** The page: header, files, and the open notebook. */
export class HfApp extends LightElement {
  static override properties = {
    session: { state: true },
    isFilesOpen: { state: true },
    isTokenNeeded: { state: true },
    wanted: { state: true },
  };
  declare session: NotebookSession | undefined;
  declare isFilesOpen: boolean;
  declare isTokenNeeded: boolean;
  /** Where the person wants to go while a long cell keeps the window. */
  declare wanted: string | undefined;
  #toasts = new Toasts();
  #events = new ServerEvents();
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
    this.#events.notified.add((notification) => this.#tell(notification));
    this.#events.changed.add(() => this.#eventsChanged());
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("popstate", this.#route);
    window.removeEventListener("beforeunload", this.#ask);
    document.removeEventListener("keydown", this.#keyed);
    this.#events.close();
    this.#close();
  }

  async #start(): Promise<void> {
    this.#who = { windowId: await claimWindowId(), user: loadUser() };
    if (!this.isConnected) return;
    this.#route();
    this.#events.open();
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
          .open=${this.#openPath}
          .blockedBy=${session?.hold.run ? "Other notebooks wait: a long cell runs in this window." : undefined}
          .failed=${this.#filesFailed}
        ></hf-files>
        ${
          this.isFilesOpen
            ? html`<button type="button" class="scrim" aria-label="Close the files" @click=${() => this.#toggleFiles()}></button>`
            : nothing
        }
        <main id="main" class="main" tabindex="-1">${this.#main()}</main>
      </div>
      <hf-way-out .obstacle=${this.wanted && this.#obstacle} .chosen=${(way: WayOut) => this.#leave(way)}></hf-way-out>
      <hf-toasts .toasts=${this.#toasts}></hf-toasts>
    `;
  }

  #main(): TemplateResult {
    const { session } = this;
    if (!session)
      return homePage(() => this.#files?.create(), { open: this.#openPath, toasts: this.#toasts });
    const { status } = session.connection;
    if (status.kind === "ended")
      return status.problem.code === "HF_LOCK_BUSY"
        ? this.#blocked(session)
        : problemPage(status.problem);
    return html`${keyed(
      session,
      html`<hf-connection .session=${session}></hf-connection>
        <hf-unsaved .session=${session}></hf-unsaved>
        <hf-notebook .session=${session}></hf-notebook>`,
    )}`;
  }

  #openPath = (path: string): void => this.#go(`/notebooks/${encodePath(path)}`);

  /** What runs in this window, in whichever notebook. */
  get #held(): LockEvent | undefined {
    const windowId = this.#who?.windowId;
    return [...this.#events.locks.values()].find(({ lock }) => lock.holder?.windowId === windowId);
  }

  get #obstacle(): Obstacle {
    const held = this.#held;
    return held ? obstacleOf(held) : { title: "A long cell has just ended", facts: "" };
  }

  /** The address of another notebook was opened in a window that runs a long cell. */
  #blocked(session: NotebookSession): TemplateResult {
    const held = this.#held;
    const act = (work: (run: ExecutionId) => Promise<void>): void => {
      void session.attempt(async () => {
        if (held?.lock.holder) await work(held.lock.holder.execId);
      });
    };
    return blockedPage(this.#obstacle, {
      back: () =>
        held?.path ? this.#go(`/notebooks/${encodePath(held.path)}`) : act(async () => {}),
      cancel: () => act(cancelRun),
      background: () => act(letGoOn),
    });
  }

  #eventsChanged(): void {
    const { session } = this;
    const status = session?.connection.status;
    const wasBlocked = status?.kind === "ended" && status.problem.code === "HF_LOCK_BUSY";
    if (wasBlocked && !this.#held) session?.connection.open();
    this.requestUpdate();
  }

  #tell(notification: Notification): void {
    const { n, path, cellId } = notification;
    const seen = (): void => void notificationSeen(n).catch(() => undefined); // it stays for the next page
    const open = (): void => {
      this.#go(`/notebooks/${encodePath(path)}`);
      this.session?.selection.select(cellId);
    };
    this.#toasts.show(notificationToast(notification, { open, seen }));
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
    if (this.session?.hold.run) {
      // Back and forward: the address follows the notebook that stays.
      this.wanted = location.pathname;
      history.pushState(null, "", `/notebooks/${encodePath(this.session.path)}`);
      return;
    }
    this.#close();
    document.title = titleOf(path);
    if (path === undefined || !this.#who) return;
    const session = new NotebookSession(path, this.#who, this.#toasts);
    this.#forget = [
      session.connection.changed.add(() => this.#connectionChanged(session)),
      session.store.changed.add(() => this.#followRename(session)),
      session.hold.changed.add(() => this.requestUpdate()),
      sayWhenDone(session),
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

  /** The person has chosen what becomes of the long cell. */
  #leave(way: WayOut): void {
    const { session, wanted } = this;
    const run = session?.hold.run;
    this.wanted = undefined;
    if (way === "wait" || !session || wanted === undefined) return;
    void session.attempt(async () => {
      if (run) await (way === "cancel" ? cancelRun(run) : letGoOn(run));
      await session.hold.gone();
      this.#go(wanted, { isDecided: true });
    });
  }

  #go(address: string, { isDecided = false } = {}): void {
    if (this.session?.hold.run && !isDecided && notebookPath(address) !== this.session.path) {
      this.wanted = address;
      return;
    }
    if (
      this.session?.store.hasUnconfirmed &&
      !confirm("Some of what you typed is not sent yet. Leave it?")
    )
      return;
    history.pushState(null, "", address);
    if (notebookPath(address) !== this.session?.path) this.#close();
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

  #filesFailed = (problem: Problem): void => {
    if (problem.status === 401) this.isTokenNeeded = true;
  };

  #ask = (event: BeforeUnloadEvent): void => {
    if (this.session?.store.hasUnconfirmed || this.session?.hold.run) event.preventDefault();
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
