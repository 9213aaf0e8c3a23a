import { readCsv } from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { messyCsv } from "./data.ts";

const ROWS = 1_000_000;
let file = "";

/** Reads a million rows of seven columns with inferred types. */
export const csvCase: BenchCase = {
  name: "csv-parse-1M-rows",
  async prepare() {
    file = await messyCsv(ROWS);
  },
  async run() {
    const table = await readCsv(file);
    return { rows: table.length, missingCities: table.column("city").missing };
  },
};

/** Reads the same with every cell as text. */
export const csvTextCase: BenchCase = {
  name: "csv-parse-1M-rows-all-text",
  async prepare() {
    file = await messyCsv(ROWS);
  },
  async run() {
    const table = await readCsv(file, { types: "text", missing: [] });
    return { rows: table.length };
  },
};
