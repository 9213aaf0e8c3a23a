/** Turns rows of k joint log-probabilities into probabilities, in place. */
export function normaliseLogs(logs: Float64Array, k: number): Float64Array {
  for (let start = 0; start < logs.length; start += k) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) top = Math.max(top, logs[start + c]);
    let total = 0;
    for (let c = 0; c < k; c++) total += Math.exp(logs[start + c] - top);
    const all = top + Math.log(total);
    for (let c = 0; c < k; c++) logs[start + c] = Math.exp(logs[start + c] - all);
  }
  return logs;
}
