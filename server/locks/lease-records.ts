import { leaseKey, leasePrefix } from "../store/keys.ts";
import { DamagedRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { LockChange } from "./lock-driver.ts";

/** What `l/<key>` holds while the lock is held. */
export interface LeaseRecord {
  readonly key: string;
  readonly token: string;
  readonly owner: string;
  readonly notebookId: string | null;
  readonly cellId: string | null;
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Keeps who holds what in the store. Leases die with their server; the record tells the next one what was held
 * when it was killed (I6). It is written without a sync: the token's growth does not depend on it.
 */
export class LeaseRecords {
  readonly #store: Store;
  readonly #onFault: (error: unknown) => void;

  private constructor(store: Store, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
  }

  /** Takes out what a server left that was killed: these leases are void from here on. */
  static async open(
    store: Store,
    onFault: (error: unknown) => void,
  ): Promise<{ records: LeaseRecords; left: readonly LeaseRecord[] }> {
    const left: LeaseRecord[] = [];
    const keys: string[] = [];
    for await (const [key, value] of store.range(leasePrefix)) {
      keys.push(key);
      if (!(value instanceof DamagedRecord)) left.push(value as LeaseRecord);
    }
    if (keys.length > 0)
      await store.write(
        keys.map((key) => ({ type: "del", key })),
        { sync: true },
      );
    return { records: new LeaseRecords(store, onFault), left };
  }

  follow({ type, key, held }: LockChange): void {
    if (type === "granted") {
      const { token, owner, notebookId, cellId, user, since } = held;
      const value: LeaseRecord = { key, token, owner, notebookId, cellId, user, since };
      this.#write({ type: "put", key: leaseKey(key, token), value });
    } else if (type === "released" || type === "voided")
      this.#write({ type: "del", key: leaseKey(key, held.token) });
  }

  #write(op: Parameters<Store["write"]>[0][number]): void {
    this.#store.write([op], { sync: false }).catch(this.#onFault);
  }
}
