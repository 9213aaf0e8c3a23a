import type { OnFault } from "../base/faults.ts";
import type { LeaseTimes } from "./lock-state.ts";

/** The two clocks of the authority: monotonic for waiting, the wall's for people (I12). Both in ms. */
export interface LockClock {
  readonly now: () => number;
  readonly wall: () => number;
}

/** Where the next fencing token of a key comes from; durable before it is given (I2). */
export type NextToken = (key: string) => string | Promise<string>;

export interface EmbeddedOptions {
  readonly clock?: LockClock;
  readonly times?: Partial<LeaseTimes> | undefined;
  /** How many may hold a key; default 1. */
  readonly capacityOf?: (key: string) => number;
  readonly onFault: OnFault;
}
