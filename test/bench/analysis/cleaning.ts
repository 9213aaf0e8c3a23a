import { clean, readCsv, type Table } from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { messyCsv } from "./data.ts";

let raw: Table | undefined;

/** Cleans a million rows of text: duplicates, spaces and case, types, outliers clipped, gaps filled, score before and after. */
export const cleaningCase: BenchCase = {
  name: "cleaning-1M-rows",
  async prepare() {
    raw = await readCsv(await messyCsv(1_000_000), { types: "text", missing: [] });
  },
  async run() {
    const { table, data } = await clean(raw!, {
      case: { name: "title" },
      outliers: { action: "clip" },
      fill: { amount: "median", city: "mode" },
    });
    const outliers = data.outliers.find(({ column }) => column === "amount")!.rows.length;
    return {
      duplicates: raw!.length - table.length,
      outliers,
      scoreBefore: Number(data.quality.before.score.toFixed(2)),
      scoreAfter: Number(data.quality.after.score.toFixed(2)),
    };
  },
};
