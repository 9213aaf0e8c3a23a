import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nearest } from "../../../server/cli/nearest.ts";
import { ServedFolder } from "../fixtures/server-process.ts";

const COMMANDS = ["serve", "run", "status", "runs", "resume", "cancel", "add"];

let folder: ServedFolder;
beforeAll(async () => {
  folder = await ServedFolder.make();
});
afterAll(() => folder.remove());

async function command(...argv: string[]) {
  const process = folder.command(...argv);
  const { code } = await process.ended;
  return { code, out: process.stdout, err: process.stderr };
}

test("the help of all commands names each, and each has options and an example, however it is asked for", async () => {
  const all = await command("--help");
  expect([all.code, all.err]).toEqual([0, ""]);
  const listed = [...all.out.matchAll(/^ {2}([a-z]+) \S/gm)].map(([, name]) => name!);
  expect(listed.toSorted()).toEqual(COMMANDS.toSorted());
  for (const name of listed) {
    const { code, out, err } = await command(name, "--help");
    expect([name, code, err]).toEqual([name, 0, ""]);
    expect(out).toMatch(
      new RegExp(`^holdfast ${name} .*Options:.*--.*Example:\\n  holdfast ${name} `, "s"),
    );
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
    expect((await command(name, "-h")).out).toBe(out);
    expect((await command("help", name)).out).toBe(out);
    expect((await command(name, "anything", "--nonsense", "--help")).out).toBe(out);
    const wrong = await command(name, "--nonsense");
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining(`holdfast ${name} --help`),
    ]);
  }
});

describe("a word that is not known names the nearest", () => {
  test.each([
    [["rnu"], "holdfast run"],
    [["serv"], "holdfast serve"],
    [["cancle"], "holdfast cancel"],
    [["RUN"], "holdfast run"],
    [["version"], "holdfast --version"],
    [["help", "resum"], "holdfast resume"],
    [["report.ipynb"], 'holdfast run "report.ipynb"'],
    [["run", "x.ipynb", "--ouput", "y"], "--output"],
    [["run", "x.ipynb", "--allow-error"], "--allow-errors"],
    [["serve", "--prot", "1"], "--port"],
    [["status", "--jsno"], "--json"],
    [["cancel", "--al"], "--all"],
    [["add", "x", "--foldr", "y"], "--folder"],
  ])("%j", async (argv, meant) => {
    const { code, err } = await command(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(meant)]);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  test("and one that is near to none does not", () => {
    expect(nearest("xylophone", COMMANDS)).toBeUndefined();
    expect(nearest("", COMMANDS)).toBeUndefined();
    expect(nearest("x".repeat(100_000), COMMANDS)).toBeUndefined();
  });
});

const python = { kernelspec: { name: "python3", language: "python", display_name: "Python 3" } };

describe("the language of a notebook", () => {
  async function run(metadata: unknown, ...options: string[]) {
    const cell = {
      cell_type: "code",
      id: "a",
      metadata: {},
      source: "1 + 1",
      outputs: [],
      execution_count: null,
    };
    await folder.write(
      "in.ipynb",
      JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }),
    );
    return command("run", join(folder.root, "in.ipynb"), ...options);
  }

  test.each([
    [python, "Python"],
    [{ language_info: { name: "python", version: "3.12" } }, "Python"],
    [{ kernelspec: { name: "python3" } }, "Python"],
    [{ kernelspec: { name: "my-env", display_name: "Python (my-env)" } }, "Python"],
    [{ kernelspec: { name: "ir", language: "R", display_name: "R" } }, "R"],
    [{ kernelspec: { name: "julia-1.10", display_name: "Julia 1.10" } }, "Julia"],
    [{ kernelspec: { name: "x", language: "brainfuck" } }, "brainfuck"],
    [{ language_info: { name: "c++" } }, "C++"],
    [{ ...python, language_info: { name: "typescript" } }, "Python"],
  ])("other than ours is refused in a sentence: %j", async (metadata, name) => {
    const { code, err } = await run(metadata);
    expect([code, err]).toEqual([2, expect.stringContaining(`this is a ${name} notebook`)]);
    expect(err).toContain("--language typescript");
    expect(folder.files()).toEqual(["in.ipynb"]);
  });

  test.each([
    [{}],
    [undefined],
    [{ kernelspec: null, language_info: 3 }],
    [{ kernelspec: { name: "tslab", display_name: "TypeScript" } }],
    [{ kernelspec: { name: "deno", language: "typescript" } }],
    [{ kernelspec: { name: "something", display_name: "Something" } }],
    [
      {
        kernelspec: { name: "jslab", language: "javascript" },
        language_info: { name: "javascript" },
      },
    ],
  ])("of our own or none runs: %j", async (metadata) => {
    const output = join(folder.root, "out.ipynb");
    const { code, err } = await run(metadata, "--output", output);
    expect([code, err]).toEqual([0, expect.stringContaining("1 cell ran")]);
    await folder.removeFile("out.ipynb");
  });

  test("is run when asked for", async () => {
    const output = join(folder.root, "out.ipynb");
    expect((await run(python, "--language", "typescript", "--output", output)).code).toBe(0);
    await folder.removeFile("out.ipynb");
    expect((await run(python, "--language", "python")).err).toContain("--language is wrong");
  });
});
