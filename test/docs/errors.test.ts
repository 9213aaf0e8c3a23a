import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { analysisErrorCodes } from "../../kernels/analysis/base/errors.ts";
import { errorCodes } from "../../kernels/protocol/index.ts";

const page = await readFile(new URL("../../docs/errors.md", import.meta.url), "utf8");

/** The cells of every table row that begins with a code. */
const rows = page
  .split("\n")
  .map((line) => /^\| `(HF_[A-Z_]+)`\s*\|(.*)\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, code = "", rest = ""]) => [code, ...rest.split("|").map((cell) => cell.trim())]);

describe("docs/errors.md", () => {
  test("names every code of server and kernel with its status, meaning and advice, and no other", () => {
    const documented = rows.filter((row) => row.length === 4);
    expect(documented).toEqual(
      Object.entries(errorCodes).map(([code, { status, title, action }]) => [
        code,
        String(status),
        title,
        action,
      ]),
    );
  });

  test("names every code of the analysis functions with its sentence, and no other", () => {
    const documented = rows.filter((row) => row.length === 2);
    expect(documented).toEqual(Object.entries(analysisErrorCodes));
  });

  test("lists no row of another form", () => {
    expect(rows.filter((row) => row.length !== 2 && row.length !== 4)).toEqual([]);
  });
});
