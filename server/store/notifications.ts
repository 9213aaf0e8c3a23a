import type { Notification } from "../../kernels/protocol/index.ts";
import { Listeners, type OnFault } from "../base/faults.ts";
import { notificationKey, notificationPrefix } from "./keys.ts";
import type { Store } from "./store.ts";

/** The most that are kept; the oldest goes first. */
const MAX = 200;

/** What ended while nobody looked, kept until a person has seen it: it survives tabs and servers. */
export class Notifications {
  readonly #store: Store;
  readonly #all: Map<number, Notification>;
  readonly #listeners: Listeners<[notification: Notification]>;

  private constructor(store: Store, all: readonly Notification[], onFault: OnFault) {
    this.#store = store;
    this.#listeners = new Listeners(onFault);
    this.#all = new Map(all.map((notification) => [notification.n, notification]));
  }

  static async open(store: Store, onFault: OnFault): Promise<Notifications> {
    const all: Notification[] = [];
    for await (const one of store.undamaged<Notification>(notificationPrefix)) all.push(one);
    return new Notifications(
      store,
      all.sort((a, b) => a.n - b.n),
      onFault,
    );
  }

  get all(): readonly Notification[] {
    return [...this.#all.values()];
  }

  /** Keeps one, durably, and tells it. */
  async add(facts: Omit<Notification, "n" | "type">): Promise<Notification> {
    const n = Math.max(0, ...this.#all.keys()) + 1;
    const notification: Notification = { type: "notification", n, ...facts };
    this.#all.set(n, notification);
    const key = notificationKey(notification.user, n);
    await this.#store.write([{ type: "put", key, value: notification }], { sync: true });
    this.#listeners.tell(notification);
    const [oldest] = this.#all.keys();
    if (this.#all.size > MAX && oldest !== undefined) await this.seen(oldest);
    return notification;
  }

  /** A person has seen it; false when there is none of that number. */
  async seen(n: number): Promise<boolean> {
    const found = this.#all.get(n);
    if (!found) return false;
    this.#all.delete(n);
    const key = notificationKey(found.user, n);
    await this.#store.write([{ type: "del", key }], { sync: true });
    return true;
  }

  listen(listener: (notification: Notification) => void): () => void {
    return this.#listeners.add(listener);
  }
}
