import type { Sfc32 } from "./sfc32.ts";

const LAYERS = 128;
const R = 3.442619855899;
const AREA = 9.91256303526217e-3;
const edge = new Float64Array(LAYERS + 1);
const ratio = new Float64Array(LAYERS);

let f = Math.exp(-0.5 * R * R);
edge[0] = AREA / f;
edge[1] = R;
edge[LAYERS] = 0;
for (let i = 2; i < LAYERS; i++) {
  edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i - 1] + f));
  f = Math.exp(-0.5 * edge[i] * edge[i]);
}
for (let i = 0; i < LAYERS; i++) ratio[i] = edge[i + 1] / edge[i];

/**
 * Draws one standard normal number (mean 0, variance 1) by the ziggurat method.
 *
 * Source: Marsaglia and Tsang (2000), "The ziggurat method for generating random variables", 128 layers, with the correction of
 * Doornik (2005): the layer number comes from bits that the value does not use. No second value is cached.
 */
export function normalFrom(generator: Sfc32): number {
  for (;;) {
    const high = generator.uint32();
    const low = generator.uint32();
    const layer = low & 127;
    // 32 + 21 bits of value; the seven layer bits are not among them.
    const u = (high * 2097152 + (low >>> 11)) / 4503599627370496 - 1;
    if (Math.abs(u) < ratio[layer]) return u * edge[layer];
    if (layer === 0) return tail(generator, u < 0);
    const x = u * edge[layer];
    const outer = Math.exp(-0.5 * (edge[layer] * edge[layer] - x * x));
    const inner = Math.exp(-0.5 * (edge[layer + 1] * edge[layer + 1] - x * x));
    if (inner + generator.uniform() * (outer - inner) < 1) return x;
  }
}

function tail(generator: Sfc32, negative: boolean): number {
  for (;;) {
    const x = Math.log(1 - generator.uniform()) / R;
    const y = Math.log(1 - generator.uniform());
    if (-2 * y >= x * x) return negative ? x - R : R - x;
  }
}
