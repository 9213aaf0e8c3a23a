import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { LockEvent, Notification } from "../../kernels/protocol/index.ts";
import { commonCommand } from "../commands/keys.ts";
import { Toasts } from "../commands/toasts.ts";
import { prepareEditor } from "../editor/load-editor.ts";
import { type Arrival, Navigation } from "../session/navigation.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { notificationToast } from "../session/tell-notification.ts";
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
import type { Obstacle } from "./hf-way-out.ts";
import "./hf-way-out.ts";
import { blockedPage, homePage, problemPage, tokenPage } from "./message-page.ts";
import { on } from "./sources.ts";
import { hear, watch } from "./watch.ts";

/** The page: header, files, and the open notebook. */
export class HfApp extends LightElement {
  static override properties = {
    isFilesOpen: { state: true },
    isTokenNeeded: { state: true },
  };
  declare isFilesOpen: boolean;
  declare isTokenNeeded: boolean;
  #toasts = new Toasts();
  #events = new ServerEvents();
  #navigation = new Navigation(this.#toasts);

  constructor() {
    super();
    this.isFilesOpen = false;
    this.isTokenNeeded = false;
    const [events, navigation] = [this.#events, this.#navigation];
    watch(this, () => [
      events.changed,
      this.#session?.hold.changed,
      this.#session?.connection.changed,
    ]);
    hear(
      this,
      () => this.#session?.connection.changed,
      () => this.#connectionChanged(),
    );
    // At once: a notebook that has just been opened is heard from its first word.
    hear(this, navigation.changed, () => this.requestUpdate());
    hear(this, navigation.arrived, (how) => this.#arrived(how));
    hear(this, events.notified, (notification) => this.#tell(notification));
    hear(this, events.changed, () => this.#locksChanged());
    hear(this, on(document, "keydown"), (event) => this.#keyed(event));
    this.addEventListener("hf-open", ({ detail }) => navigation.open(detail.path, detail));
    this.addEventListener("hf-home", () => navigation.home());
    this.addEventListener("hf-way-out", ({ detail }) => navigation.leave(detail));
    this.addEventListener("hf-toggle-files", () => void this.#toggleFiles());
    this.addEventListener("hf-refused", ({ detail }) => {
      if (detail.status === 401) this.isTokenNeeded = true;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#events.close();
    this.#navigation.stop();
  }

  async #start(): Promise<void> {
    const who = { windowId: await claimWindowId(), user: loadUser() };
    if (!this.isConnected) return;
    this.#navigation.start(who);
    this.#events.open();
    prepareEditor();
  }

  protected override willUpdate(): void {
    const status = this.#session?.connection.status;
    if (status?.kind === "ended" && status.problem.status === 401) this.isTokenNeeded = true;
  }

  protected override render(): TemplateResult {
    if (this.isTokenNeeded) return tokenPage();
    const session = this.#session;
    return html`
      <a class="skip" href="#main">Skip to the notebook</a>
      <hf-header
        .session=${session}
        .isFilesOpen=${this.isFilesOpen}
      ></hf-header>
      <div class="layout ${this.isFilesOpen ? "files-open" : ""}">
        <hf-files
          class="side"
          .path=${session?.path}
          .blockedBy=${session?.hold.run ? "Other notebooks wait: a long cell runs in this window." : undefined}
        ></hf-files>
        ${
          this.isFilesOpen
            ? html`<button type="button" class="scrim" aria-label="Close the files" @click=${() => this.#toggleFiles()}></button>`
            : nothing
        }
        <main id="main" class="main" tabindex="-1">${this.#main()}</main>
      </div>
      <hf-way-out .obstacle=${this.#navigation.wanted && this.#obstacle}></hf-way-out>
      <hf-toasts .toasts=${this.#toasts}></hf-toasts>
    `;
  }

  #main(): TemplateResult {
    const session = this.#session;
    if (!session) return homePage(() => this.#files?.create(), this.#toasts);
    const { status } = session.connection;
    if (status.kind === "ended")
      return status.problem.code === "HF_LOCK_BUSY" ? this.#blocked() : problemPage(status.problem);
    return html`${keyed(
      session,
      html`<hf-connection .session=${session}></hf-connection>
        <hf-unsaved .session=${session}></hf-unsaved>
        <hf-notebook .session=${session}></hf-notebook>`,
    )}`;
  }

  get #session(): NotebookSession | undefined {
    return this.#navigation.session;
  }

  /** What runs in this window, in whichever notebook. */
  get #held(): LockEvent | undefined {
    const { windowId } = this.#navigation;
    return [...this.#events.locks.values()].find(({ lock }) => lock.holder?.windowId === windowId);
  }

  get #obstacle(): Obstacle {
    const held = this.#held;
    return held ? obstacleOf(held) : { title: "A long cell has just ended", facts: "" };
  }

  /** The address of another notebook was opened in a window that runs a long cell. */
  #blocked(): TemplateResult {
    const { path, lock } = this.#held ?? {};
    const release = (way: "cancel" | "background"): void => {
      if (lock?.holder) this.#navigation.release(lock.holder.execId, way);
    };
    return blockedPage(this.#obstacle, {
      back: () => path && this.#navigation.open(path),
      cancel: () => release("cancel"),
      background: () => release("background"),
    });
  }

  /** A notebook that was barred by another one opens when that lets go. */
  #locksChanged(): void {
    const connection = this.#session?.connection;
    const status = connection?.status;
    const wasBlocked = status?.kind === "ended" && status.problem.code === "HF_LOCK_BUSY";
    if (wasBlocked && !this.#held) connection?.open();
  }

  #tell(notification: Notification): void {
    const { path, cellId } = notification;
    const open = (): void => {
      this.#navigation.open(path);
      this.#session?.selection.select(cellId);
    };
    this.#toasts.show(notificationToast(notification, open));
  }

  get #files(): HfFiles | null {
    return this.querySelector<HfFiles>("hf-files");
  }

  #connectionChanged(): void {
    const status = this.#session?.connection.status;
    // A WebSocket cannot tell why it was not let in; the list of files can.
    if (status?.kind === "lost" && status.attempt % 4 === 2) this.#files?.refresh();
  }

  /** The drawer closes behind who goes somewhere. */
  #arrived(how: Arrival): void {
    this.isFilesOpen = false;
    if (how === "went") this.querySelector<HTMLElement>("#main")?.focus();
  }

  /** The focus goes into the drawer with it, and back to its button. */
  async #toggleFiles(): Promise<void> {
    this.isFilesOpen = !this.isFilesOpen;
    await this.updateComplete;
    const target = this.isFilesOpen ? ".files .file" : ".files-toggle";
    this.querySelector<HTMLElement>(target)?.focus();
  }

  /** Keys that work wherever the focus is. */
  #keyed(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.isFilesOpen) void this.#toggleFiles();
    if (event.defaultPrevented || commonCommand(event) !== "save") return;
    event.preventDefault();
    this.#session?.commands.save();
  }
}

customElements.define("hf-app", HfApp);
