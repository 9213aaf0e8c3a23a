import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runNotebook } from "../../../server/headless/run-notebook.ts";
import { RunReport } from "../../../server/headless/run-report.ts";
import { ServedFolder } from "../fixtures/server-process.ts";

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

/** Runs a notebook with this cell; whenever the terminal shows a question, the next line is typed. */
async function run(source: string, lines: readonly string[]) {
  await folder.notebook("in.ipynb", [source]);
  const [input, output] = [new PassThrough(), new PassThrough()];
  const waiting = [...lines];
  let screen = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    if (!/[?!\]] $/.test(text)) return;
    const next = waiting.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const options = {
    input: join(folder.root, "in.ipynb"),
    output: join(folder.root, "out.ipynb"),
    allowErrors: false,
    timeout: 30,
    progress: "none",
    isResumed: false,
    terminal: { input, output },
  } as const;
  const report = new RunReport("none", { write: () => true });
  const code = await runNotebook(options, report, new AbortController().signal);
  const { cells } = (await folder.read("out.ipynb")) as { cells: { outputs: object[] }[] };
  return { code, screen, outputs: JSON.stringify(cells[0]!.outputs) };
}

describe("holdfast run in a terminal", () => {
  test("asks there; an empty line takes the default, y is yes", async () => {
    const { code, screen, outputs } = await run(
      "const a = [prompt('Name?', 'Ana'), prompt('Town?'), confirm('Go on?'), confirm('Sure?')]; alert('Look!'); a.join()",
      ["", "Rome", "y", "", ""],
    );
    expect(screen).toBe("\nName? [Ana] \nTown? \nGo on? [y/N] \nSure? [y/N] \nLook! [Enter] ");
    expect(code).toBe(0);
    expect(outputs).toContain("'Ana,Rome,true,false'");
  });

  test("cancels a question at the end of the input", async () => {
    const { code, outputs } = await run("prompt('Name?') === null", []);
    expect(code).toBe(0);
    expect(outputs).toContain("true");
  });

  test("shows control sequences of a question, and does not follow them", async () => {
    const { screen } = await run("prompt('\\x1b]0;title\\x07Name?')", ["x"]);
    expect(screen).toBe("\n\\x1b]0;title\\x07Name? ");
  });
});

test("without a terminal a question fails, and says what to do", async () => {
  await folder.notebook("in.ipynb", ["prompt('Name?')"]);
  const command = folder.command("run", join(folder.root, "in.ipynb"));
  expect((await command.ended).code).toBe(1);
  expect(command.stderr).toContain(
    "prompt() needs a person, and nobody is there. Run the notebook in the browser",
  );
  expect(JSON.stringify(await folder.read("in.run.ipynb"))).toContain("HF_INPUT_UNAVAILABLE");
});
