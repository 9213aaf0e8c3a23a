import { describe, expect, test } from "vitest";
import type { HoldfastError } from "../../../kernels/protocol/index.ts";
import { asksForHelp, commandHelp, readArgs } from "../../../server/cli/command.ts";
import { nearest } from "../../../server/cli/nearest.ts";

const COMMAND = {
  name: "serve",
  takes: "[folder]",
  summary: "serves",
  options: {
    port: { type: "string", short: "p", value: "PORT", help: "where\nor 0 for a free one" },
    open: { type: "boolean", default: true, help: "opens a page" },
  },
  example: "holdfast serve",
} as const;

function refusal(...argv: string[]): { message: string; action: string } {
  try {
    readArgs(COMMAND, argv);
  } catch (error) {
    const { code, message, problem } = error as HoldfastError;
    expect(code).toBe("HF_USAGE");
    return { message, action: problem.action ?? "" };
  }
  throw new Error(`${argv.join(" ")} was taken`);
}

describe("the word that was meant", () => {
  const words = ["serve", "run", "status", "cancel", "resume", "runs", "add"];

  test.each([
    ["serv", "serve"],
    ["SERVE", "serve"],
    ["sevre", "serve"],
    ["statsu", "status"],
    ["cancle", "cancel"],
    ["rn", "run"],
    ["servers", "serve"],
  ])("%s: %s", (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  test.each(["", "x", "notebook.ipynb", "--", "äöü", "😀", "z".repeat(1_000_000)])(
    "%j is near to none",
    (word) => {
      expect(nearest(word.slice(0, 1_000_000), words)).toBeUndefined();
    },
  );

  test("there may be none at all", () => {
    expect(nearest("serve", [])).toBeUndefined();
  });
});

describe("the arguments of a command", () => {
  test("an option that is near to one names it, one that is not does not", () => {
    expect(refusal("--prot", "1").action).toContain("Did you mean --port?");
    expect(refusal("--zzzzzz").action).not.toContain("Did you mean");
    expect(refusal("-x").action).toContain("holdfast serve --help");
  });

  test("what is wrong is one sentence, without the advice of Node", () => {
    for (const argv of [["--port"], ["--open=yes"], ["--port", "--open"], ["--__proto__"]])
      expect(refusal(...argv).message.split(". ")).toHaveLength(1);
  });

  test("what stands behind -- is no option", () => {
    expect(readArgs(COMMAND, ["--", "--help"]).positionals).toEqual(["--help"]);
    expect(asksForHelp(["--", "--help"])).toBe(false);
    expect(asksForHelp(["a", "-h", "--", "b"])).toBe(true);
  });

  test("the help has every option, each line of it, and its short form", () => {
    const help = commandHelp(COMMAND).join("\n");
    for (const part of ["-p, --port PORT", "where", "or 0 for a free one", "--open", "-h, --help"])
      expect(help).toContain(part);
    expect(help).not.toMatch(/ $/m);
  });
});
