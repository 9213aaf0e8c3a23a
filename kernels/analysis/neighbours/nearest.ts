/** The k nearest rows found so far, nearest first; rows at equal distance in the order of their index. */
export class Nearest {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
  count = 0;

  constructor(k: number) {
    this.rows = new Int32Array(k);
    this.distances = new Float64Array(k);
  }

  /** A row farther away than this cannot be among the nearest; one at exactly this distance can, by its index. */
  get limit(): number {
    const k = this.rows.length;
    return this.count < k ? Number.POSITIVE_INFINITY : this.distances[k - 1];
  }

  clear(): void {
    this.count = 0;
  }

  offer(row: number, distance: number): void {
    const { rows, distances } = this;
    const k = rows.length;
    let at = this.count;
    if (at === k) {
      const worst = distances[k - 1];
      if (distance > worst || (distance === worst && row > rows[k - 1])) return;
      at--;
    } else this.count++;
    while (
      at > 0 &&
      (distances[at - 1] > distance || (distances[at - 1] === distance && rows[at - 1] > row))
    ) {
      distances[at] = distances[at - 1];
      rows[at] = rows[at - 1];
      at--;
    }
    distances[at] = distance;
    rows[at] = row;
  }
}
