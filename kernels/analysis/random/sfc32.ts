/**
 * The generator inside one unit of work: sfc32 (Doty-Humphrey, PractRand), 128 bits of state, 32 bits a draw.
 * The fourth word is a counter, so no state has a period below 2^32 draws.
 */
export class Sfc32 {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** @param state four 32-bit words, from Threefry or from an earlier `state()` */
  constructor(state: ArrayLike<number>) {
    this.#a = state[0] | 0;
    this.#b = state[1] | 0;
    this.#c = state[2] | 0;
    this.#counter = state[3] | 0;
  }

  /** Draws an integer in [0, 2^32). */
  uint32(): number {
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    const t = (((a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** Draws a double in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Returns the four words that continue this generator exactly here. */
  state(): Int32Array {
    return Int32Array.of(this.#a, this.#b, this.#c, this.#counter);
  }
}
