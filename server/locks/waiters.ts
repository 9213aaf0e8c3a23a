import type { Lease, Supervisor } from "./lock-driver.ts";

interface Waiter {
  readonly promise: Promise<Lease | undefined>;
  readonly resolve: (lease: Lease | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly supervisor: Supervisor | undefined;
}

/** The promises of those who wait: one for a key and a request, however often it is asked for (I7). */
export class Waiters {
  readonly #all = new Map<string, Waiter>();

  add(key: string, id: string, supervisor: Supervisor | undefined): Promise<Lease | undefined> {
    const found = this.#all.get(nameOf(key, id));
    if (found) return found.promise;
    let settle: Pick<Waiter, "resolve" | "reject"> | undefined;
    const promise = new Promise<Lease | undefined>((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#all.set(nameOf(key, id), { ...settle!, promise, supervisor });
    return promise;
  }

  supervisorOf(key: string, id: string): Supervisor | undefined {
    return this.#all.get(nameOf(key, id))?.supervisor;
  }

  grant(lease: Lease, id: string): void {
    this.#take(lease.key, id)?.resolve(lease);
  }

  withdraw(key: string, id: string): void {
    this.#take(key, id)?.resolve(undefined);
  }

  reject(key: string, id: string, error: unknown): void {
    this.#take(key, id)?.reject(error);
  }

  #take(key: string, id: string): Waiter | undefined {
    const waiter = this.#all.get(nameOf(key, id));
    this.#all.delete(nameOf(key, id));
    return waiter;
  }
}

function nameOf(key: string, id: string): string {
  return `${id} ${key}`;
}
