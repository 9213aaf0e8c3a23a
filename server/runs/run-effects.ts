import { effectKey, runKey } from "../store/keys.ts";
import type { Store } from "../store/store.ts";
import type { RunRecord } from "./run-record.ts";

/** What the effects of runs gave: kept until their run has succeeded or is forgotten. */
export class RunEffects {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What an effect gave, as text. @throws HoldfastError HF_STORE_CORRUPT: a damaged one is not done again */
  get(runId: string, key: string): Promise<string | undefined> {
    return this.#store.get<string>(effectKey(runId, key));
  }

  /** An effect is done: durable before anybody hears of it. */
  async keep(record: RunRecord, key: string, value: string): Promise<void> {
    await this.#store.write(
      [
        { type: "put", key: runKey(record.runId), value: record },
        { type: "put", key: effectKey(record.runId, key), value },
      ],
      { sync: true },
    );
  }
}
