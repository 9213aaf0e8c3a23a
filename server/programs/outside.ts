import { randomBytes } from "node:crypto";
import { HoldfastError, type LockView } from "../../kernels/protocol/index.ts";
import type { Lease, LockDriver } from "../locks/lock-driver.ts";
import { type PriorityName, priorityClass } from "../locks/lock-state.ts";

/** How long a program outside waits for a named lock when it does not say, in ms. */
const WAIT_MS = 30_000;

/** What a program outside gets of a named lock. */
export interface OutsideLease extends Lease {
  readonly expiresInMs: number;
}

/** Named locks for programs outside: they renew their lease themselves, by the token that they got. */
export class OutsideLocks {
  readonly #locks: LockDriver;

  constructor(locks: LockDriver) {
    this.#locks = locks;
  }

  /**
   * Waits for a named lock.
   *
   * @throws HoldfastError HF_LOCK_BUSY, HF_LOCK_TIMEOUT, HF_REQUEST_INVALID for a key that is not `pipe:…`
   */
  async acquire(
    key: string,
    options: {
      readonly user: string;
      readonly onBusy: "queue" | "fail";
      readonly timeoutMs?: number | undefined;
      readonly priority?: PriorityName | undefined;
    },
  ): Promise<OutsideLease> {
    if (!key.startsWith("pipe:"))
      throw new HoldfastError("HF_REQUEST_INVALID", `${key} is not taken by programs outside`, {
        expected: "a key pipe:<name>; start a cell with POST /api/runs",
      });
    const id = `outside-${randomBytes(8).toString("hex")}`;
    const lease = await this.#locks.acquire(
      key,
      {
        id,
        owner: id,
        notebookId: null,
        cellId: null,
        user: options.user,
        windowId: null,
        priority: priorityClass[options.priority ?? "normal"],
        isPreemptible: false,
      },
      { onBusy: options.onBusy, timeoutMs: options.timeoutMs ?? WAIT_MS },
    );
    if (!lease) throw new HoldfastError("HF_LOCK_TIMEOUT", `${key} could not be had`);
    return { ...lease, ...this.renew(lease) };
  }

  /** @throws HoldfastError HF_LOCK_TOKEN_STALE */
  renew(lease: Lease): { readonly expiresInMs: number; readonly ending?: string } {
    this.#requireOutside(lease);
    const renewed = this.#locks.renew(lease);
    if (!renewed) throw stale(lease, this.#locks.view(lease.key));
    const { expiresInMs, ending } = renewed;
    return { expiresInMs, ...(ending && { ending }) };
  }

  /** @throws HoldfastError HF_LOCK_TOKEN_STALE, which a `finally` takes for done */
  release(lease: Lease): void {
    this.#requireOutside(lease);
    if (!this.#locks.release(lease)) throw stale(lease, this.#locks.view(lease.key));
  }

  /** What a cell holds, its supervisor gives back. */
  #requireOutside(lease: Lease): void {
    const { holder } = this.#locks.view(lease.key);
    if (holder?.notebookId && this.#locks.isCurrent(lease))
      throw new HoldfastError("HF_LOCK_BUSY", `${lease.key} is held by a cell`, {
        action: `Cancel it with DELETE /api/runs/${holder.execId}.`,
      });
  }
}

function stale({ key, token }: Lease, { holder }: LockView): HoldfastError {
  const now = holder ? `${holder.user} holds it (${holder.execId})` : "nobody holds it";
  return new HoldfastError("HF_LOCK_TOKEN_STALE", `The lease of ${key} is over: ${now}`, {
    got: `token ${token.slice(0, 40)}`,
  });
}
