import { HoldfastError } from "../../../kernels/protocol/index.ts";
import type { LoginSession } from "./gate.ts";

/** What a client can have many of at a time. */
export type PlaceKind = "request" | "events" | "tab" | "news";

interface Limit {
  /** What a client reads when there is no place. */
  readonly name: string;
  readonly perClient: number;
  /** For all programs together; what is above it is kept for the pages of people. */
  readonly programs: number;
  readonly total: number;
}

const LIMITS: Readonly<Record<PlaceKind, Limit>> = {
  request: { name: "requests", perClient: 256, programs: 512, total: 1024 },
  events: { name: "event streams", perClient: 50, programs: 100, total: 200 },
  tab: { name: "tabs", perClient: 50, programs: 100, total: 300 },
  news: { name: "pages that follow the locks", perClient: 50, programs: 100, total: 300 },
};

/**
 * How many requests, event streams and sockets each client has open (S19, S30). A client is the cookie of a browser,
 * or the address that programs with the token come from. Programs can never fill all places: a person's tab gets in.
 */
export class Places {
  readonly #counts = new Map<string, number>();

  /**
   * Takes a place, synchronously (S27).
   *
   * @returns gives the place back; calling it again is harmless
   * @throws HoldfastError HF_TOO_MANY_REQUESTS
   */
  take(kind: PlaceKind, session: Pick<LoginSession, "via" | "id">): () => void {
    const { name, perClient, programs, total } = LIMITS[kind];
    const isPage = session.via === "cookie" || session.via === "code";
    const places: [key: string, most: number][] = [
      [`${kind} ${isPage ? "page" : "program"} ${session.id}`, perClient],
      ...(isPage ? [] : [[`${kind} programs`, programs] satisfies [string, number]]),
      [kind, total],
    ];
    const full = places.find(([key, most]) => (this.#counts.get(key) ?? 0) >= most);
    if (full) {
      throw new HoldfastError("HF_TOO_MANY_REQUESTS", `There are too many ${name}`, {
        got: `${full[1]} are open`,
        expected: `at most ${perClient} of one client, ${total} of all`,
        action: "Close some, then try again.",
      });
    }
    for (const [key] of places) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      for (const [key] of places) this.#giveBack(key);
    };
  }

  /** How many of a kind are taken. */
  taken(kind: PlaceKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  #giveBack(key: string): void {
    const left = (this.#counts.get(key) ?? 1) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
