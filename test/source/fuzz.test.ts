import { describe, expect, test } from "vitest";
import { cellsOf, generateProgram, type Program, scriptOf } from "./generate-program.ts";
import { runAsCells, runAsScript } from "./run-program.ts";

const PROGRAMS = Number(process.env.HOLDFAST_FUZZ_PROGRAMS ?? 1_500);
const FIRST = Number(process.env.HOLDFAST_FUZZ_SEED ?? 1);

async function differs(program: Program): Promise<boolean> {
  const [cells, script] = [
    await runAsCells(cellsOf(program), program.last),
    await runAsScript(scriptOf(program), program.last),
  ];
  return JSON.stringify(cells) !== JSON.stringify(script);
}

/** Leaves out units while the two still differ and the script ends as it did. */
async function smallest(program: Program): Promise<Program> {
  let small = program;
  const end = (p: Program) => runAsScript(scriptOf(p), p.last).then(({ error }) => error);
  const before = await end(program);
  for (let i = small.units.length - 1; i >= 0; i--) {
    const shorter = {
      ...small,
      units: small.units.filter((_, k) => k !== i),
      cuts: small.cuts.filter((_, k) => k !== i),
    };
    if ((await differs(shorter)) && (await end(shorter)) === before) small = shorter;
  }
  return small;
}

describe("a random program", () => {
  test(`says the same as cells and as one plain script (${PROGRAMS} seeds)`, {
    timeout: 300_000,
  }, async () => {
    for (let seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      const program = generateProgram(seed);
      if (!(await differs(program))) continue;
      const small = await smallest(program);
      const cells = cellsOf(small);
      const where = `seed ${seed}:\n${cells.join("\n--- cell\n")}\n--- script\n${scriptOf(small)}`;
      expect(await runAsCells(cells, small.last), where).toEqual(
        await runAsScript(scriptOf(small), small.last),
      );
    }
  });
});
