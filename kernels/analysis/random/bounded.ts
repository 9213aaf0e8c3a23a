import { said, wrongArgument } from "../base/arguments.ts";
import type { Sfc32 } from "./sfc32.ts";

/**
 * Draws an integer in [0, below), every value equally likely.
 *
 * Source: Lemire (2019), "Fast random integer generation in an interval", algorithm 5 (multiply, shift, reject), for
 * `below` up to 2^32; above, 53 bits with plain rejection.
 *
 * @param below integer, 1 … 2^53
 * @throws HF_ARGUMENT when `below` is no such integer
 */
export function intBelow(generator: Sfc32, below: number): number {
  if (!Number.isInteger(below) || below < 1 || below > 9007199254740992)
    throw wrongArgument("int(below) needs a bound", {
      got: said(below),
      expected: "an integer from 1 to 2^53",
      action: "Write random.int(6) for 0 … 5.",
    });
  if (below > 4294967296) return wideIntBelow(generator, below);
  if (below === 4294967296) return generator.uint32();
  let draw = generator.uint32();
  let low = Math.imul(draw, below) >>> 0;
  if (low < below) {
    const threshold = (4294967296 - below) % below;
    while (low < threshold) {
      draw = generator.uint32();
      low = Math.imul(draw, below) >>> 0;
    }
  }
  // The product has up to 64 bits; its low half is exact from imul, so rounding the rest gives the exact high half.
  return Math.round((draw * below - low) / 4294967296);
}

function wideIntBelow(generator: Sfc32, below: number): number {
  const limit = 9007199254740992 - (9007199254740992 % below);
  for (;;) {
    const draw = generator.uniform() * 9007199254740992;
    if (draw < limit) return draw % below;
  }
}
