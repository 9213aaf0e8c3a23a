import type { ExecutionId, User } from "../../kernels/protocol/index.ts";
import { attempt } from "../commands/attempt.ts";
import type { Toasts } from "../commands/toasts.ts";
import { notebookAddress, notebookPath } from "../store/address.ts";
import { Listeners } from "../store/listeners.ts";
import { cancelRun, letGoOn } from "../store/lock-calls.ts";
import { NotebookSession } from "./notebook-session.ts";

/** What may become of a long cell when its window wants to leave. */
export type WayOut = "wait" | "cancel" | "background";

/** How the page came to where it is: a person went there, or the address was there already. */
export type Arrival = "went" | "found";

/** Which notebook the page is at: its address, the history, the title, and what keeps it from leaving. */
export class Navigation {
  /** Another notebook is open, or the way to one is barred or free again. */
  readonly changed = new Listeners<[]>();
  readonly arrived = new Listeners<[how: Arrival]>();
  readonly #toasts: Toasts;
  #who: { readonly windowId: string; readonly user: User } | undefined;
  #session: NotebookSession | undefined;
  #wanted: string | undefined;
  #forget: () => void = () => {};

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  get session(): NotebookSession | undefined {
    return this.#session;
  }

  /** Where the person wants to go while a long cell keeps the window. */
  get wanted(): string | undefined {
    return this.#wanted;
  }

  get windowId(): string | undefined {
    return this.#who?.windowId;
  }

  /** Opens what the address means, and follows it from now on. */
  start(who: { readonly windowId: string; readonly user: User }): void {
    this.#who = who;
    window.addEventListener("popstate", this.#route);
    window.addEventListener("beforeunload", this.#ask);
    this.#route();
  }

  stop(): void {
    window.removeEventListener("popstate", this.#route);
    window.removeEventListener("beforeunload", this.#ask);
    this.#close();
  }

  home(): void {
    this.#go("/");
  }

  /** @param options.isSaved it holds all that the open notebook has: nothing is asked */
  open(path: string, { isSaved = false } = {}): void {
    this.#go(notebookAddress(path), { isSaved });
  }

  /** The person has chosen what becomes of the long cell. */
  leave(way: WayOut): void {
    const [session, wanted] = [this.#session, this.#wanted];
    const run = session?.hold.run;
    this.#want(undefined);
    if (way === "wait" || !session || wanted === undefined) return;
    void attempt(this.#toasts, async () => {
      if (run) await released(run, way);
      await session.hold.gone();
      this.#go(wanted, { isDecided: true });
    });
  }

  /** Ends the run that keeps this window elsewhere, or lets it go on without its window. */
  release(run: ExecutionId, way: Exclude<WayOut, "wait">): void {
    void attempt(this.#toasts, () => released(run, way));
  }

  #go(address: string, { isDecided = false, isSaved = false } = {}): void {
    const session = this.#session;
    if (session?.hold.run && !isDecided && notebookPath(address) !== session.path) {
      this.#want(address);
      return;
    }
    if (session?.store.hasUnconfirmed && !isSaved && !confirm(UNSENT)) return;
    history.pushState(null, "", address);
    if (notebookPath(address) !== session?.path) this.#close();
    this.#arrive("went");
  }

  #route = (): void => this.#arrive("found");

  #arrive(how: Arrival): void {
    const path = notebookPath(location.pathname);
    const session = this.#session;
    if (path === undefined || path !== session?.path) {
      if (session?.hold.run) {
        // Back and forward: the address follows the notebook that stays.
        this.#wanted = location.pathname;
        history.pushState(null, "", notebookAddress(session.path));
      } else this.#show(path);
    }
    this.changed.call();
    this.arrived.call(how);
  }

  #show(path: string | undefined): void {
    this.#close();
    document.title = titleOf(path);
    if (path === undefined || !this.#who) return;
    const session = new NotebookSession(path, this.#who, this.#toasts);
    this.#forget = session.store.changed.add(() => this.#followRename(session));
    this.#session = session;
  }

  #followRename({ path }: NotebookSession): void {
    if (path === notebookPath(location.pathname)) return;
    history.replaceState(null, "", notebookAddress(path));
    document.title = titleOf(path);
    this.changed.call();
  }

  #want(address: string | undefined): void {
    this.#wanted = address;
    this.changed.call();
  }

  #close(): void {
    this.#forget();
    this.#session?.close();
    this.#session = undefined;
  }

  #ask = (event: BeforeUnloadEvent): void => {
    if (this.#session?.store.hasUnconfirmed || this.#session?.hold.run) event.preventDefault();
  };
}

function released(run: ExecutionId, way: Exclude<WayOut, "wait">): Promise<void> {
  return way === "cancel" ? cancelRun(run) : letGoOn(run);
}

const UNSENT = "Some of what you typed is not sent yet. Leave it?";

function titleOf(path: string | undefined): string {
  return path === undefined ? "holdfast" : `${path.split("/").at(-1)} · holdfast`;
}
