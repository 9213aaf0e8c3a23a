import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newNotebookMetadata } from "../../../kernels/protocol/index.ts";
import { notebookText } from "../../../server/contents/notebook-text.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

/** npm as whoever runs the tests has it. */
function npm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const { npm_execpath: cli, ...env } = process.env;
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", ...args];
  return cli
    ? run(process.execPath, [cli, ...quiet], { cwd, env })
    : run("npm", quiet, { cwd, env });
}

let folder: string;
let bin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-package-"));
  // What is built already is packed; a person's `npm pack` builds first.
  await npm(["pack", "--ignore-scripts", "--pack-destination", folder], ROOT);
  const packed = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  await npm(
    ["install", "--global", "--prefix", join(folder, "machine"), join(folder, packed!)],
    folder,
  );
  bin = join(folder, "machine/bin/holdfast");
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bytesBelow(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath ?? entry.path, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

test("the package runs a notebook on a machine on which nothing was built", async () => {
  const cells = [
    `const table = await readCsv(new TextEncoder().encode("a,b\\n1,2\\n3,4\\n5,6"));`,
    `const model: LinearRegression = new LinearRegression().fit([[1], [2], [3]], [1, 2, 3]);\n[table.length, Math.round(model.predict([[4]])[0]!)]`,
  ].map((source, i) => ({
    cell_type: "code" as const,
    id: `c${i}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  }));
  const notebook = join(folder, "report.ipynb");
  await writeFile(notebook, notebookText({ metadata: newNotebookMetadata, cells }));
  const env = { ...process.env, HOLDFAST_STATE: join(folder, "state"), NODE_PATH: "" };
  await run(bin, ["run", notebook, "--progress", "none"], { cwd: folder, env });
  expect(await readFile(join(folder, "report.run.ipynb"), "utf8")).toContain("[ 3, 4 ]");
  expect((await run(bin, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
}, 60_000);

test("it has the page, takes at most 200 MB with all that it needs, and nothing of the tests or sources", async () => {
  expect(await bytesBelow(join(folder, "machine"))).toBeLessThan(200e6);
  const installed = join(folder, "machine/lib/node_modules/holdfast");
  expect((await readdir(installed)).sort()).toEqual(
    ["LICENSE", "README.md", "dist", "node_modules", "package.json", "server"].sort(),
  );
  expect(await readdir(join(installed, "dist/client"))).toContain("index.html");
  const files = (await readdir(installed, { recursive: true })).filter(
    (name) => !name.startsWith("node_modules"),
  );
  expect(files.filter((name) => /\.test\.|\.map$|\.d\.ts$|(?<!holdfast)\.mts$/.test(name))).toEqual(
    [],
  );
});
