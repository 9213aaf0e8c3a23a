import { measure } from "./case.ts";
import { cases } from "./cases.ts";

/** Runs the named case in this process and prints one line of JSON. */
const [name, runs = "3"] = process.argv.slice(2);
const bench = cases.find((candidate) => candidate.name === name);
if (bench === undefined)
  throw new Error(
    `no such case: ${name}; there are ${cases.map((known) => known.name).join(", ")}`,
  );
process.stdout.write(`${JSON.stringify(await measure(bench, Number(runs)))}\n`);
