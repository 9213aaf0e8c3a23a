import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runNotebook } from "../../../server/headless/run-notebook.ts";
import { RunReport } from "../../../server/headless/run-report.ts";

const notebooks = join(import.meta.dirname, "../../../notebooks");
const names = (await readdir(notebooks)).filter(
  (name) => name.endsWith(".ipynb") && !name.endsWith(".run.ipynb"),
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-notebooks-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the demo notebooks run from top to bottom", () => {
  test.each(names)("%s", async (name) => {
    const output = join(folder, name);
    const options = {
      input: join(notebooks, name),
      output,
      allowErrors: false,
      timeout: 60,
      progress: "none",
      isResumed: false,
    } as const;
    const lines: string[] = [];
    const report = new RunReport("bar", { write: (text: string) => lines.push(text) });
    const code = await runNotebook(options, report, new AbortController().signal);
    expect(code, lines.join("")).toBe(0);
    const { cells } = JSON.parse(await readFile(output, "utf8")) as {
      cells: { cell_type: string; execution_count: number | null }[];
    };
    const counts = cells
      .filter((cell) => cell.cell_type === "code")
      .map((cell) => cell.execution_count);
    expect(counts).toEqual(counts.map((_, i) => i + 1));
  });

  test("there are some", () => {
    expect(names).toContain("getting-started.ipynb");
  });
});
