import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("modules.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

async function file(name: string, text: string): Promise<void> {
  const path = join(bench.root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function installPackage(name: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files))
    await file(`node_modules/${name}/${path}`, text);
}

describe("packages", () => {
  beforeAll(async () => {
    await installPackage("esm-only", {
      "package.json": `{ "name": "esm-only", "version": "2.1.0", "type": "module", "exports": { ".": "./main.js", "./sub": "./sub.js" } }`,
      "main.js":
        "export default 'esm'; export const named = 1; export let live = 0; export const up = () => { live++; };",
      "sub.js": "export const where = import.meta.url.split('/').at(-1);",
    });
    await installPackage("old-cjs", {
      "package.json": `{ "name": "old-cjs", "version": "1.0.0", "main": "index.js" }`,
      "index.js": "exports.twice = (n) => n * 2; exports.URL = typeof URL;",
      "deep/file.js": "module.exports = 'deep';",
    });
    await installPackage("@scope/pack", {
      "package.json": `{ "name": "@scope/pack", "version": "3.0.0", "type": "module", "main": "m.js" }`,
      "m.js": "export const scoped = true;",
    });
  });

  test("ESM: default, named, namespace and renamed imports, also below other lines", async () => {
    expect(
      await driver.last(
        "const before = typeof named;\nimport d, { named, named as other } from 'esm-only';\nimport * as all from 'esm-only';\nimport { where } from 'esm-only/sub';\n[before, d, named, other, Object.keys(all), where]",
      ),
    ).toEqual(["[ 'number', 'esm', 1, 1, [ 'default', 'live', 'named', 'up' ], 'sub.js' ]"]);
    expect(await driver.last("named + 1", "const named = 'mine'; named")).toEqual(["'mine'"]);
  });

  test("CommonJS: default, named, require, and require.resolve", async () => {
    expect(
      await driver.last("import old, { twice } from 'old-cjs'; [typeof old.twice, twice(4)]"),
    ).toEqual(["[ 'function', 8 ]"]);
    expect(
      await driver.last(
        "const o = require('old-cjs'); [o.twice(1), require('old-cjs/deep/file.js')]",
      ),
    ).toEqual(["[ 2, 'deep' ]"]);
    expect(await driver.last("require.resolve('old-cjs').split('/').slice(-2).join('/')")).toEqual([
      "'old-cjs/index.js'",
    ]);
    expect(await driver.last("require('fs') === require('node:fs')")).toEqual(["true"]);
  });

  test("a shadowed global stays itself in a package", async () => {
    const own = await bench.notebook("own-url.ipynb", ["const URL = 5; require('old-cjs').URL"]);
    expect(texts(await own.run("c1"))).toEqual(["'function'"]);
  });

  test("import() with a computed name, and of Node's own modules", async () => {
    expect(
      await driver.last(
        "const which = 'esm-' + 'only'; const { sep } = await import('path'); [(await import(which)).default, sep]",
      ),
    ).toEqual(["[ 'esm', '/' ]"]);
    expect(
      await driver.last("import { readFile } from 'node:fs/promises'; typeof readFile"),
    ).toEqual(["'function'"]);
  });

  test("npm: specifiers with and without range, scope and path are the installed package", async () => {
    expect(
      await driver.last(
        "import d2 from 'npm:esm-only@^2'; import { where as w2 } from 'npm:esm-only@2.1.0/sub'; import { scoped } from 'npm:@scope/pack@3'; const { twice: t2 } = await import('npm:/old-cjs@1'); [d2, w2, scoped, t2(2), require('npm:old-cjs@1').twice(3)]",
      ),
    ).toEqual(["[ 'esm', 'sub.js', true, 4, 6 ]"]);
  });

  test("holdfast's own packages are found when the notebook has none of that name", async () => {
    expect(await driver.last("import { marked } from 'marked'; typeof marked")).toEqual([
      "'function'",
    ]);
    expect(
      await driver.last("import.meta.resolve('marked').includes('/node_modules/marked/')"),
    ).toEqual(["true"]);
    expect(
      await driver.last(
        "[typeof require('ws'), require.resolve('ws').includes('/node_modules/ws/')]",
      ),
    ).toEqual(["[ 'function', true ]"]);
    await installPackage("marked", {
      "package.json": `{ "name": "marked", "version": "0.0.1", "type": "module", "main": "m.js" }`,
      "m.js": "export const marked = 'beside';",
    });
    const own = await bench.notebook("beside.ipynb", ["import { marked } from 'marked'; marked"]);
    expect(texts(await own.run("c1"))).toEqual(["'beside'"]);
  });

  test("one that is missing gets HF_PACKAGE_MISSING with the command, and works once it is installed", async () => {
    const [text] = await driver.last("import x from 'npm:not-there@^1.2/sub'");
    expect(text).toContain("HoldfastError: HF_PACKAGE_MISSING: The package 'not-there' is not");
    expect(text).toContain(`npm install --prefix "${bench.root}" not-there@^1.2`);
    expect((await driver.last("await import('@no/pack/deep')"))[0]).toContain(
      "@no/pack (the same as",
    );
    expect((await driver.last("require('not-there')"))[0]).toMatch(
      /HF_PACKAGE_MISSING: .*not-there/,
    );
    await installPackage("not-there", {
      "package.json": `{ "name": "not-there", "version": "1.2.3", "type": "module", "main": "m.js" }`,
      "m.js": "export default 'there';",
    });
    expect(await driver.last("import there from 'not-there'; there")).toEqual(["'there'"]);
  });

  test("a name that a module lacks is told with those that it has", async () => {
    expect((await driver.last("import { nmaed } from 'esm-only'; nmaed"))[0]).toMatch(
      /does not provide an export named 'nmaed'; it provides live, named, up/,
    );
  });

  test("an import of types only leaves nothing, and needs no package", async () => {
    expect(
      await driver.last(
        "import type { Nothing } from 'no-such-types'; let n: Nothing = 1 as any; n",
      ),
    ).toEqual(["1"]);
    expect(await driver.last("import { type A, named as n3 } from 'esm-only'; n3")).toEqual(["1"]);
  });
});

describe("files beside the notebook", () => {
  test("TypeScript is read anew after it, or a file that it imports, changed; else it stays one module", async () => {
    await file(
      "lib.ts",
      "import { part } from './parts/part';\nexport enum E { A = 1 }\nexport const all = (): string => part + E.A;\nexport const token: object = {};",
    );
    await file("parts/part.ts", "export const part: string = 'one';");
    expect(
      await driver.last("import { all, token } from './lib.ts'; const t1 = token; all()"),
    ).toEqual(["'one1'"]);
    expect(await driver.last("(await import('./lib')).token === t1")).toEqual(["true"]);
    await file("parts/part.ts", "export const part: string = 'two';");
    expect(await driver.last("import { all } from './lib.ts'; all()")).toEqual(["'two1'"]);
    await file("lib.ts", "export const all = () => 'new';");
    expect(await driver.last("import { all } from './lib.js'; all()")).toEqual(["'new'"]);
  });

  test("two files that import a third share it", async () => {
    await file("shared.ts", "export const state = { n: 0 };");
    await file("a.ts", "import { state } from './shared.ts'; export const add = () => ++state.n;");
    await file("b.mjs", "export { state } from './shared.ts';");
    expect(
      await driver.last(
        "import { add } from './a.ts'; import { state } from './b.mjs'; add(); state.n",
      ),
    ).toEqual(["1"]);
  });

  test("imports packages as the notebook does, also holdfast's own", async () => {
    await file(
      "uses.ts",
      "import d from 'npm:esm-only@2'; import { Table } from 'holdfast/analysis'; import WebSocket from 'ws';\nexport const found = [d, typeof Table, typeof WebSocket];\nexport function close(log: string[]) { using r = { [Symbol.dispose]() { log.push('closed'); } }; void r; }",
    );
    expect(
      await driver.last(
        "import { found, close } from './uses.ts'; const log: string[] = []; close(log); [...found, ...log]",
      ),
    ).toEqual(["[ 'esm', 'function', 'function', 'closed' ]"]);
    await file("lacks.ts", "import 'absent-pack';");
    expect((await driver.last("import './lacks.ts'"))[0]).toMatch(
      /HF_PACKAGE_MISSING: The package 'absent-pack', which '.\/lacks.ts' needs,/,
    );
  });

  test("JSON, with and without its type, is read anew after a change", async () => {
    await file("data.json", '{ "a": 1 }');
    expect(await driver.last("import data from './data.json'; data.a")).toEqual(["1"]);
    await file("data.json", '{ "a": 22 }');
    expect(
      await driver.last("import data from './data.json' with { type: 'json' }; data.a"),
    ).toEqual(["22"]);
    expect(await driver.last("require('./data.json').a")).toEqual(["22"]);
    await file("data.json", '{ "a": 333 }');
    expect(await driver.last("require('./data.json').a")).toEqual(["333"]);
  });

  test("CommonJS is read anew, also what it requires", async () => {
    await file("old.cjs", "exports.v = require('./inner.cjs');");
    await file("inner.cjs", "module.exports = 1;");
    expect(await driver.last("require('./old.cjs').v")).toEqual(["1"]);
    await file("inner.cjs", "module.exports = 2 + 0;");
    expect(await driver.last("require('./old.cjs').v")).toEqual(["2"]);
    expect(
      await driver.last("const again = require('./old.cjs'); again === require('./old.cjs')"),
    ).toEqual(["true"]);
  });

  test("import.meta and the working directory are the notebook's", async () => {
    expect(
      await driver.last(
        "[import.meta.filename === process.cwd() + '/modules.ipynb', import.meta.dirname === process.cwd(), import.meta.url.startsWith('file://'), import.meta.resolve('./x.ts') === 'file://' + process.cwd() + '/x.ts', import.meta.resolve('node:fs')]",
      ),
    ).toEqual(["[ true, true, true, true, 'node:fs' ]"]);
  });

  test("one that is missing or broken is told by name and place", async () => {
    expect((await driver.last("import './absent.ts'"))[0]).toMatch(
      /^HoldfastError: HF_FILE_NOT_FOUND: Cannot find '.\/absent.ts': .*\/absent.ts does not exist/,
    );
    await file("broken.ts", "export const a: number = ;");
    expect((await driver.last("import './broken.ts'"))[0]).toMatch(/SyntaxError: .*broken.ts/);
    await file(
      "throws.ts",
      "interface Long { a: string; b: number }\n\nexport function fail(n: number): never {\n  throw new RangeError('bad ' + n);\n}",
    );
    const cell = await driver.eval("import { fail } from './throws.ts';\nfail(3)");
    expect(texts(cell)).toEqual(["RangeError: bad 3"]);
    expect(JSON.stringify(cell.outputs)).toMatch(/at fail \(throws\.ts:4:9\)/);
    expect(JSON.stringify(cell.outputs)).toMatch(/at cell \[\d+\]:2:1/);
    await rm(join(bench.root, "throws.ts"));
    expect((await driver.last("fail(4)"))[0]).toBe("RangeError: bad 4");
  });
});
