import { isListLike, requireNumberArgument, said, wrongArgument } from "../base/arguments.ts";
import { intBelow } from "./bounded.ts";
import { Sfc32 } from "./sfc32.ts";
import { threefry4x32 } from "./threefry.ts";
import { normalFrom } from "./ziggurat.ts";

/** Random numbers of one stream. */
export interface Random {
  /** Draws a double in [0, 1). */
  (): number;
  /** Draws a standard normal number. */
  normal(): number;
  /** Draws an integer in [0, below). */
  int(below: number): number;
  /** Shuffles in place and returns the same array. */
  shuffle<T>(items: T[]): T[];
}

/** A random stream that can also be saved, and that fills typed arrays. */
export interface RandomStream extends Random {
  /** Draws an integer in [0, 2^32). */
  uint32(): number;
  /** Returns the integers 0 … n-1 in random order. */
  permutation(n: number): Int32Array;
  /** Returns the four words from which `resumeStream` goes on exactly here. */
  state(): Int32Array;
}

/**
 * Opens the random stream of one unit of work: a tree, a fold, a series, a block of paths.
 *
 * The same three arguments always give the same numbers, whatever ran before and however many workers share the job, because the
 * start state is Threefry-4x32-20 of key (seed low, seed high, hash(purpose), 0) and counter (unit low, unit high, 0, 0)
 * (Salmon et al. 2011); inside the unit sfc32 runs.
 *
 * @param seed an integer, |seed| ≤ 2^53
 * @param purpose what the numbers are for, e.g. "bootstrap"; different purposes are independent
 * @param unit index of the unit (integer, |unit| ≤ 2^53, default 0) or its key (text)
 * @throws HF_ARGUMENT when seed or unit is not such a number
 */
export function stream(seed: number, purpose: string, unit: number | string = 0): RandomStream {
  if (typeof purpose !== "string")
    throw wrongArgument("stream needs a text that says what the numbers are for", {
      got: said(purpose),
      expected: "a text",
      action: 'Write stream(1, "bootstrap").',
    });
  const [seedLow, seedHigh] = words(seed, "seed");
  const key = [seedLow, seedHigh, textHash(purpose, 0x811c9dc5), 0] as const;
  const counter =
    typeof unit === "string"
      ? ([textHash(unit, 0x811c9dc5), textHash(unit, 0x9747b28c), 1, 0] as const)
      : ([...words(unit, "unit"), 0, 0] as const);
  return resumeStream(threefry4x32(key, counter, new Int32Array(4)));
}

/** Goes on with a stream from the four words that its `state()` gave. */
export function resumeStream(state: ArrayLike<number>): RandomStream {
  if (!isListLike(state) || state.length !== 4)
    throw wrongArgument("resumeStream needs the state of a stream", {
      got: said(state),
      expected: "the four numbers that state() gave",
      action: "Write resumeStream(random.state()).",
    });
  const generator = new Sfc32(state);
  const random = () => generator.uniform();
  return Object.assign(random, {
    uint32: () => generator.uint32(),
    normal: () => normalFrom(generator),
    int: (below: number) => intBelow(generator, below),
    state: () => generator.state(),
    permutation(n: number): Int32Array {
      const order = new Int32Array(n);
      for (let i = 0; i < n; i++) order[i] = i;
      return shuffleInPlace(order, generator);
    },
    shuffle: <T>(items: T[]): T[] => shuffleInPlace(items, generator),
  });
}

/**
 * Returns 32 random bits for one row by counter alone (Threefry), so that row i can be asked for in any order.
 *
 * @param seed as in `stream`
 * @param purpose as in `stream`
 * @param unit integer index of the unit
 * @param row integer index of the row, 0 … 2^32 - 1
 */
export function rowBits(seed: number, purpose: string, unit: number, row: number): number {
  if (typeof purpose !== "string")
    throw wrongArgument("rowBits needs a text that says what the bits are for", {
      got: said(purpose),
      expected: "a text",
      action: 'Write rowBits(1, "bootstrap", 0, row).',
    });
  requireNumberArgument(row, "the row", "rowBits");
  const [seedLow, seedHigh] = words(seed, "seed");
  const [unitLow, unitHigh] = words(unit, "unit");
  const key = [seedLow, seedHigh, textHash(purpose, 0x811c9dc5), 0] as const;
  // The third counter word is 2 so that no row shares a block with a stream's start (0) or a text key (1).
  threefry4x32(key, [unitLow, unitHigh, 2, row], block);
  return block[0] >>> 0;
}

const block = new Int32Array(4);

/** Fisher and Yates (1938), from the top (Durstenfeld 1964): i = n-1 … 1, j uniform in [0, i]. */
function shuffleInPlace<A extends { length: number; [index: number]: unknown }>(
  items: A,
  generator: Sfc32,
): A {
  for (let i = items.length - 1; i > 0; i--) {
    const j = intBelow(generator, i + 1);
    const held = items[i];
    items[i] = items[j];
    items[j] = held;
  }
  return items;
}

function words(value: number, what: string): readonly [number, number] {
  if (!Number.isInteger(value) || Math.abs(value) > 9007199254740992)
    throw wrongArgument(`a random stream needs an integer as its ${what}`, {
      got: said(value),
      expected: "an integer of at most 2^53 in size",
      action: "Pass an integer such as 1.",
    });
  return [value | 0, Math.floor(value / 4294967296) | 0];
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units, then the finaliser of MurmurHash3 (Appleby) so that short texts spread. */
function textHash(text: string, start: number): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
