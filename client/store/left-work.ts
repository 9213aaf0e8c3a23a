import {
  forgetLeft,
  type LeftNotebook,
  leftAddress,
  leftNotebooks,
  restoreLeft,
} from "./left-calls.ts";
import { Listeners } from "./listeners.ts";

/** Unsaved work whose files are gone, as the server told it last. Each call throws ApiError when it is refused. */
export class LeftWork {
  readonly changed = new Listeners<[]>();
  #all: readonly LeftNotebook[] = [];

  get all(): readonly LeftNotebook[] {
    return this.#all;
  }

  async refresh(): Promise<void> {
    this.#all = await leftNotebooks();
    this.changed.call();
  }

  /** Writes it to its old path; gives the path. */
  restore(left: LeftNotebook): Promise<string> {
    return restoreLeft(left);
  }

  async forget(left: LeftNotebook): Promise<void> {
    await forgetLeft(left);
    await this.refresh();
  }

  /** Gives it to the browser as a file. */
  download(left: LeftNotebook): void {
    location.assign(leftAddress(left));
  }
}
