import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAY_IMPORT, ROOT } from "./house.ts";

const FOLDERS = Object.keys(MAY_IMPORT);
/** Every import that the table forbids. */
const FORBIDDEN = FOLDERS.flatMap((from) =>
  FOLDERS.filter((to) => to !== from && !MAY_IMPORT[from]!.includes(to)).map((to) => ({
    from,
    to,
  })),
);
const ALLOWED = FOLDERS.flatMap((from) => MAY_IMPORT[from]!.map((to) => ({ from, to })));

let house: string;

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "hf-house-"));
  const configs = [".biome.json", ".gitignore", ".tsconfig.base.json"];
  for (const path of [...configs, ...FOLDERS.map((folder) => `${folder}/tsconfig.json`)]) {
    await mkdir(join(house, dirname(path)), { recursive: true });
    await copyFile(join(ROOT, path), join(house, path));
  }
  const { references } = JSON.parse(await readFile(join(ROOT, "tsconfig.json"), "utf8")) as {
    references: { path: string }[];
  };
  await write("tsconfig.json", {
    files: [],
    references: references.filter(({ path }) => FOLDERS.includes(path)),
  });
  await write("package.json", { type: "module" });
  await symlink(join(ROOT, "node_modules"), join(house, "node_modules"));
  for (const folder of FOLDERS)
    await writeFile(join(house, folder, "index.ts"), "export const name = 1;\n");
  for (const border of ALLOWED) await writeImport(border, "allowed");
});
afterAll(() => rm(house, { recursive: true, force: true }));

async function write(path: string, value: unknown): Promise<void> {
  await writeFile(join(house, path), `${JSON.stringify(value, undefined, 2)}\n`);
}

const nameOf = ({ from, to }: { from: string; to: string }, kind: string): string =>
  `${from}/${kind}-${to.replace("/", "-")}.ts`;

async function writeImport(border: { from: string; to: string }, kind: string): Promise<void> {
  const up = "../".repeat(border.from.split("/").length);
  const text = `import { name } from "${up}${border.to}/index.ts";\n\nexport const other = name;\n`;
  await writeFile(join(house, nameOf(border, kind)), text);
}

function run(bin: string, ...args: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules", bin), ...args],
    { cwd: house, encoding: "utf8" },
  );
  return { status, text: stdout + stderr };
}

const lint = () => run("@biomejs/biome/bin/biome", "check", "--max-diagnostics=200", ".");
const types = () => run("typescript/bin/tsc", "-b", "--pretty", "false");

test("what the table allows passes both guards", () => {
  expect(lint()).toMatchObject({ status: 0 });
  expect(types()).toEqual({ status: 0, text: "" });
});

test("the linter and the compiler each refuse every import that the table forbids", async () => {
  for (const border of FORBIDDEN) await writeImport(border, "forbidden");
  const [linted, compiled] = [lint(), types()];
  expect(linted.status).not.toBe(0);
  expect(compiled.status).not.toBe(0);
  expect(FORBIDDEN.length).toBeGreaterThan(15);
  const missed = (text: string, rule: RegExp): string[] =>
    FORBIDDEN.map((border) => nameOf(border, "forbidden")).filter(
      (path) => !text.split("\n").some((line) => line.includes(path) && rule.test(line)),
    );
  expect(missed(linted.text, /noRestrictedImports/)).toEqual([]);
  expect(missed(compiled.text, /error TS6(059|307)/)).toEqual([]);
}, 60_000);
