import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { shown } from "../../kernels/analysis/base/option-rules.ts";
import { type OptionTable, optionTables } from "./all-option-tables.ts";

const page = fileURLToPath(new URL("../../docs/analysis/options.md", import.meta.url));

const cell = (text: string) => text.replaceAll("|", "\\|");

/** A table of Markdown with columns of one width, as the formatter has it. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, j) => Math.max(...rows.map((row) => row[j]!.length), 3));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, j) => text.padEnd(widths[j]!)).join(" | ")} |`;
  const [head, ...rest] = rows;
  return [line(head!), line(widths.map((width) => "-".repeat(width))), ...rest.map(line)];
}

function section([name, table]: readonly [string, OptionTable<object>]): string {
  const rows = Object.entries(table.rules).map(([option, rule]) => [
    `\`${option}\``,
    rule.default === undefined ? "" : `\`${shown(rule.default)}\``,
    cell(rule.expected),
  ]);
  const body =
    rows.length === 0
      ? ["It takes no option."]
      : aligned([["option", "default", "can be"], ...rows]);
  return [`## ${name}`, "", ...body, ""].join("\n");
}

/** The page as the tables say it; vitest's `-u` writes it. */
test("docs/analysis/options.md lists every option of every function as the tables have them", async () => {
  const sections = [...optionTables]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(section);
  const head = readFileSync(page, "utf8").split("\n## ")[0]!;
  const made = `${head.trimEnd()}\n\n${sections.join("\n")}`;
  await expect(made).toMatchFileSnapshot(page);
});
