/** P(positive | score) = 1 / (1 + exp(a · score + b)). */
export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

/**
 * Platt's sigmoid for scores, with his targets against overfitting, by Newton's method with backtracking.
 *
 * Source: Platt (1999); Lin, Lin and Weng (2007), the algorithm of their appendix.
 */
export function plattFit(scores: Float64Array, positive: ArrayLike<boolean>): Sigmoid {
  let yes = 0;
  for (let i = 0; i < scores.length; i++) if (positive[i]) yes++;
  const no = scores.length - yes;
  const high = (yes + 1) / (yes + 2);
  const low = 1 / (no + 2);
  const target = (i: number) => (positive[i] ? high : low);
  const loss = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) {
      const z = scores[i] * a + b;
      sum +=
        z >= 0
          ? target(i) * z + Math.log1p(Math.exp(-z))
          : (target(i) - 1) * z + Math.log1p(Math.exp(z));
    }
    return sum;
  };
  let a = 0;
  let b = Math.log((no + 1) / (yes + 1));
  let value = loss(a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    let aa = 1e-12;
    let bb = 1e-12;
    let ab = 0;
    let ga = 0;
    let gb = 0;
    for (let i = 0; i < scores.length; i++) {
      const z = scores[i] * a + b;
      const e = Math.exp(-Math.abs(z));
      const p = z >= 0 ? e / (1 + e) : 1 / (1 + e);
      const w = p * (1 - p);
      aa += scores[i] * scores[i] * w;
      bb += w;
      ab += scores[i] * w;
      ga += scores[i] * (target(i) - p);
      gb += target(i) - p;
    }
    if (Math.abs(ga) < 1e-9 && Math.abs(gb) < 1e-9) break;
    const det = aa * bb - ab * ab;
    const da = -(bb * ga - ab * gb) / det;
    const db = -(aa * gb - ab * ga) / det;
    const slope = ga * da + gb * db;
    let step = 1;
    while (step >= 1e-10 && !(loss(a + step * da, b + step * db) < value + 1e-4 * step * slope))
      step /= 2;
    if (step < 1e-10) break;
    a += step * da;
    b += step * db;
    value = loss(a, b);
  }
  return { a, b };
}
