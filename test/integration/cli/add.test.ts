import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ServedFolder } from "../fixtures/server-process.ts";

let folder: ServedFolder;

beforeEach(async () => {
  folder = await ServedFolder.make();
});
afterEach(() => folder.remove());

async function add(...options: string[]) {
  const command = folder.command("add", ...options);
  const { code } = await command.ended;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

async function packageAt(name: string, json: string): Promise<string> {
  await mkdir(join(folder.state, name));
  await folder.write(`../${folder.state.split("/").at(-1)}/${name}/package.json`, json);
  await folder.write(
    `../${folder.state.split("/").at(-1)}/${name}/main.js`,
    "export const answer = 42;",
  );
  return join(folder.state, name);
}

test("holdfast add installs beside the notebooks, and a cell imports it", async () => {
  const path = await packageAt(
    "pack",
    `{ "name": "added-pack", "version": "1.0.0", "type": "module", "main": "main.js" }`,
  );
  const added = await add(path, "--folder", folder.root);
  expect(added).toMatchObject({ code: 0 });
  expect(added.stdout).toContain(`in ${folder.root}`);
  expect(folder.files()).toContain("node_modules");
  expect(await folder.read("package.json")).toMatchObject({
    dependencies: { "added-pack": expect.stringMatching(/^file:/) },
  });
  await folder.notebook("uses.ipynb", ["import { answer } from 'added-pack';\nanswer"]);
  const run = folder.command("run", join(folder.root, "uses.ipynb"), "--progress", "none");
  expect(await run.ended).toEqual({ code: 0, signal: null });
  expect(JSON.stringify(await folder.read("uses.run.ipynb"))).toContain('"42"');
});

test("wrong use and a failure of npm are told with what to do", async () => {
  const broken = await packageAt("broken", "{ no json");
  const failed = await add(broken, "--folder", folder.root);
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain("HF_PACKAGE_INSTALL");
  expect((await add()).stderr).toContain("holdfast add takes the names of packages");
  expect((await add("lodash", "--folder", join(folder.root, "no"))).stderr).toContain(
    "HF_FOLDER_INVALID",
  );
  for (const bad of ["--registry=http://evil", "a b", "git+ssh://x", "../outside/absent", ";ls"]) {
    const { code, stderr } = await add("--folder", folder.root, bad);
    expect(code, bad).toBe(2);
    expect(stderr, bad).toContain("HF_USAGE");
  }
  expect(folder.files()).not.toContain("node_modules");
});
