import { HoldfastError } from "../../../kernels/protocol/index.ts";

const MIB = 1024 * 1024;
/** All large bodies that come in or wait to go out, together; a part of it is kept for the pages of people. */
const TOTAL = 384 * MIB;
const PROGRAMS = 256 * MIB;

/** Bytes that are set aside; they can become more, and are given back once. */
export interface Share {
  /** @throws HoldfastError HF_TOO_MANY_REQUESTS */
  add(bytes: number): void;
  giveBack(): void;
}

/**
 * How many bytes of bodies are in memory: requests that come in, and answers that their clients do not take. Without it
 * as many clients as there are places could each leave the largest one there.
 */
export class ByteBudget {
  #taken = 0;
  #byPrograms = 0;

  share(isPage: boolean): Share {
    let own = 0;
    const count = (bytes: number): void => {
      own += bytes;
      this.#taken += bytes;
      if (!isPage) this.#byPrograms += bytes;
    };
    return {
      add: (bytes) => {
        const isFull =
          this.#taken + bytes > TOTAL || (!isPage && this.#byPrograms + bytes > PROGRAMS);
        if (isFull) {
          throw new HoldfastError("HF_TOO_MANY_REQUESTS", "Too much is sent at once", {
            got: `${Math.round(this.#taken / MIB)} MiB of bodies are on their way`,
            expected: `at most ${TOTAL / MIB} MiB`,
            action: "Try again when the others have been sent; /files/ sends files of any size.",
          });
        }
        count(bytes);
      },
      giveBack: () => count(-own),
    };
  }

  get taken(): number {
    return this.#taken;
  }
}
