import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, median } from "./harness/measure.mjs";
import { temporary, writeNotebook } from "./harness/server.mjs";

export const name = "headless";

const CELLS = 20;
const REPEATS = 5;
const HOLDFAST = join(import.meta.dirname, "../../server/cli/holdfast.mjs");

/** `holdfast run` of 20 trivial cells: the whole process, with the CPU time of everything that it started. */
export async function rows() {
  const folder = temporary();
  const input = join(folder.root, "a.ipynb");
  const output = join(folder.root, "out.ipynb");
  try {
    const sources = Array.from({ length: CELLS }, (_, i) => `${i} + ${i}`);
    writeNotebook(input, sources);
    const wall = [];
    const cpu = [];
    let withOutput = CELLS;
    for (let i = 0; i < REPEATS; i++) {
      const script = '"$0" "$1" run "$2" --output "$3" --progress none; code=$?; times; exit $code';
      const { ms, code, stdout } = await command(
        "bash",
        ["-c", script, process.execPath, HOLDFAST, input, output],
        { env: folder.env },
      );
      if (code !== 0) throw new Error(`holdfast run ended with ${code}`);
      wall.push(ms / 1000);
      cpu.push(childrenCpu(stdout));
      const { cells } = JSON.parse(readFileSync(output, "utf8"));
      withOutput = Math.min(withOutput, cells.filter((cell) => cell.outputs.length > 0).length);
    }
    return [
      { name: "headless, 20 cells, wall", value: median(wall), unit: "s", target: 1 },
      { name: "headless, 20 cells, CPU", value: median(cpu), unit: "s", target: 1.2 },
      {
        name: "headless, cells with output of 20",
        value: withOutput,
        unit: "cells",
        isLeast: true,
        target: CELLS,
      },
    ];
  } finally {
    folder.end();
  }
}

/** Seconds in the second line of what bash's `times` prints: "0m0.512s 0m0.080s" of its children. */
function childrenCpu(text) {
  const line = text.trim().split("\n").at(-1);
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}
