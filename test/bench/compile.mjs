import { median } from "./harness/measure.mjs";
import { withServer } from "./harness/server.mjs";

export const name = "compile";

const REPEATS = 40;
const WARM = 10;

/** A cell of 500 lines as people write them; `n` makes each a new text, which no cache knows. */
function longCell(n) {
  const block = (i) => `interface Row${i} { id: number; name: string; tags?: readonly string[] }
const rows${i}: Row${i}[] = [];
/** Counts what has a name. */
function count${i}(items: readonly Row${i}[], least = ${n}): number {
  let found = 0;
  for (const { id, name, tags = [] } of items) {
    if (id < least || name === "") continue;
    found += tags.length > 0 ? tags.length : 1;
  }
  return found;
}
class Store${i}<T extends Row${i}> {
  constructor(private readonly items: T[] = []) {}
  add(item: T): this {
    this.items.push(item);
    return this;
  }
  get size(): number { return this.items.length; }
}
let total${i} = count${i}(rows${i}) + rows${i}.length;`;
  const text = Array.from({ length: 25 }, (_, i) => block(i)).join("\n");
  return `${text}\nvoid 0;`;
}

/** A new cell of 500 lines, in turn with `1+1`: what is more is compiling, sending and the little that runs. */
export function rows() {
  return withServer(async (server) => {
    const tab = await server.notebook("long.ipynb", ["1+1"]);
    const long = [];
    const short = [];
    for (let i = 0; i < WARM + REPEATS; i++) {
      const { ms } = await tab.run(tab.insert(longCell(i)));
      const { ms: least } = await tab.run("c1");
      if (i < WARM) continue;
      long.push(ms);
      short.push(least);
    }
    tab.close();
    return [
      {
        name: `a new cell of ${longCell(0).split("\n").length} lines over 1+1, p50`,
        value: median(long) - median(short),
        unit: "ms",
        target: 20,
        reference: median(short),
        referenceName: "1+1",
      },
    ];
  });
}
