import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MimeBundle } from "../../../kernels/protocol/index.ts";
import { type NotebookDriver, texts, Workbench } from "../fixtures/notebook-driver.ts";

let bench: Workbench;
let driver: NotebookDriver;

beforeAll(async () => {
  bench = await Workbench.open();
  driver = await bench.notebook("display.ipynb", []);
});
afterAll(async () => {
  await bench.close();
  expect(bench.faults).toEqual([]);
});

/** The bundle that a cell shows last. */
async function shown(source: string): Promise<MimeBundle> {
  const output = (await driver.eval(source)).outputs.at(-1);
  if (!output || !("data" in output)) throw new Error(JSON.stringify(output));
  return output.data;
}

describe("a value shows itself", () => {
  test("by its display method, before all other ways; also a function, also by a promise", async () => {
    expect(
      await shown(
        "({ toSpec() { throw 1; }, async [Symbol.for('Jupyter.display')]() { return { 'text/html': '<b>x</b>' }; } })",
      ),
    ).toEqual({ "text/html": "<b>x</b>", "text/plain": expect.stringContaining("toSpec") });
    expect(
      await shown(
        "Object.assign(() => 1, { [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'own' }) })",
      ),
    ).toEqual({ "text/plain": "own" });
  });

  test("as a chart: Vega-Lite and Vega by $schema, toSpec(), Plotly", async () => {
    const lite = await shown(
      "({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar', data: { values: [{ a: 1 }] } })",
    );
    expect(lite["application/vnd.vegalite.v5+json"]).toMatchObject({ mark: "bar" });
    expect(lite["text/plain"]).toContain("chart");
    expect(
      await shown(
        "({ toSpec: () => ({ $schema: 'https://vega.github.io/schema/vega/v6.json', marks: [] }) })",
      ),
    ).toHaveProperty(["application/vnd.vega.v6+json"]);
    expect(
      (await shown("({ data: [{ x: [1], y: [2] }], layout: { title: 't' } })"))[
        "application/vnd.plotly.v1+json"
      ],
    ).toMatchObject({ layout: { title: "t" } });
  });

  test("as an image: bytes of PNG, JPEG, GIF and WebP, a Blob, a canvas", async () => {
    const png = "new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2])";
    expect(await shown(png)).toEqual({
      "image/png": "iVBORw0KGgoBAg==",
      "text/plain": "[image: image/png, 10 bytes]",
    });
    expect(await shown(`Buffer.from(${png})`)).toHaveProperty(["image/png"]);
    expect(await shown("new Uint8Array([0xff, 0xd8, 0xff, 0xe0])")).toHaveProperty(["image/jpeg"]);
    expect(await shown("Buffer.from('GIF89a…')")).toHaveProperty(["image/gif"]);
    expect(await shown("Buffer.from('RIFF1234WEBPVP8 ')")).toHaveProperty(["image/webp"]);
    expect(await shown(`new Blob([${png}], { type: 'image/png' })`)).toHaveProperty(["image/png"]);
    expect(await shown("({ toDataURL: () => 'data:image/png;base64,AAAA' })")).toMatchObject({
      "image/png": "AAAA",
    });
    expect(await shown("new Uint8Array([1, 2, 3])")).toEqual({
      "text/plain": "Uint8Array(3) [ 1, 2, 3 ]",
    });
  });

  test("as HTML or SVG by outerHTML", async () => {
    expect(await shown("({ outerHTML: '<p>hi</p>' })")).toMatchObject({ "text/html": "<p>hi</p>" });
    expect(await shown("({ outerHTML: ' <svg></svg>' })")).toHaveProperty(["image/svg+xml"]);
  });

  test("as a table: arrays of objects, and tables of Polars, Arquero and Arrow by their methods", async () => {
    const records = await shown("[{ a: 1, b: 'x' }, { a: 2.5, c: null }]");
    expect(records["application/vnd.dataresource+json"]).toEqual({
      schema: {
        fields: [
          { name: "a", type: "number" },
          { name: "b", type: "string" },
          { name: "c", type: "any" },
        ],
      },
      data: [
        { a: 1, b: "x", c: null },
        { a: 2.5, b: null, c: null },
      ],
      total: 2,
    });
    expect(records["text/html"]).toContain("<td>x</td>");
    const polars =
      "const polars = { schema: {}, height: 5000, head: (n: number) => ({ toRecords: () => [{ n }] }), toRecords: () => [] }; polars";
    const arquero =
      "const arquero = { numRows: () => 7, columnNames: () => ['q'], objects: ({ limit }: { limit: number }) => [{ q: limit }] }; arquero";
    const arrow =
      "const arrow = { numRows: 3, schema: { fields: [{ name: 'v' }] }, getChild: (name: string) => ({ get: (i: number) => name + i }) }; arrow";
    const facts = async (source: string) => {
      const { data, total } = (await shown(source))["application/vnd.dataresource+json"] as {
        data: unknown[];
        total: number;
      };
      return [data[0], total];
    };
    expect(await facts(polars)).toEqual([{ n: 1000 }, 5000]);
    expect(await facts(arquero)).toEqual([{ q: 1000 }, 7]);
    expect(await facts(arrow)).toEqual([{ v: "v0" }, 3]);
    expect(
      await facts(
        "import { tableFromArrays } from '@uwdata/flechette'; tableFromArrays({ f: [1, 2] })",
      ),
    ).toEqual([{ f: 1 }, 2]);
    const own = await shown("Table.from([{ a: 1 }])");
    expect(own).toHaveProperty(["application/vnd.holdfast.table.v1+json"]);
    expect(own).toHaveProperty(["text/plain"]);
  });

  test("as text: typed arrays, maps, sets, dates, functions, symbols, large and strange values", async () => {
    const plain = async (source: string) => (await shown(source))["text/plain"];
    expect(await plain("new Float32Array([1.5])")).toBe("Float32Array(1) [ 1.5 ]");
    expect(await plain("new Map([['a', { b: 1 }]])")).toBe("Map(1) { 'a' => { b: 1 } }");
    expect(await plain("new Set([1])")).toBe("Set(1) { 1 }");
    expect(await plain("new Date(0)")).toBe("1970-01-01T00:00:00.000Z");
    expect(await plain("(a: number) => a")).toBe("[Function (anonymous)]");
    expect(await plain("class A {}; A")).toBe("[class A]");
    expect(await plain("Symbol('s')")).toBe("Symbol(s)");
    expect(await plain("10n")).toBe("10n");
    expect(await plain("-0")).toBe("-0");
    expect(await plain("Array.from({ length: 1000 }, (_, i) => i)")).toContain("900 more items");
    expect(await plain("globalThis")).toContain("Object [global]");
    expect(await plain("new Proxy({}, { get() { throw 1; } })")).toBe("{}");
    expect(await plain("({ get data() { throw 1; }, get toSpec() { throw 2; }, a: 1 })")).toBe(
      "{ data: [Getter], toSpec: [Getter], a: 1 }",
    );
    expect(
      await plain("Object.create({ get [Symbol.toStringTag]() { throw new Error('tag'); } })"),
    ).toBe("[a value that cannot be shown: tag]");
  });

  test("an error as a value, and in what is printed, has the cells' own lines and no internal ones", async () => {
    const text = String(
      (await shown("type A = 1;\nfunction make() {\n  return new Error('kept');\n}\nmake()"))[
        "text/plain"
      ],
    );
    expect(text).toMatch(
      /^Error: kept\n {4}at make \(cell \[\d+\]:3:10\)\n {4}at cell \[\d+\]:5:1$/,
    );
    const printed = await driver.eval(
      "interface B { a: 1 }\nconsole.error(new RangeError('printed'));\nconsole.log({ inner: new Error('deep') });\nconsole.trace('here');",
    );
    const all = stripVTControlCharacters(texts(printed).join("\n"));
    expect(all).toMatch(/RangeError: printed\n {4}at cell \[\d+\]:2:15/);
    expect(all).toMatch(/inner: Error: deep\n\s+at cell \[\d+\]:3:22/);
    expect(all).toMatch(/Trace: here\n {4}at cell \[\d+\]:4:9/);
    expect(all).not.toMatch(/holdfast-cell|dist\/kernel|\$hf/);
  });
});

describe("display and its updates", () => {
  test("gives an id, and a later cell replaces what was shown under it, everywhere", async () => {
    const first = await driver.eval(
      "const id = await display('one', { display_id: 'here' }); await display('two', { display_id: 'here' }); id",
    );
    expect(texts(first)).toEqual(["'one'", "'two'", "'here'"]);
    await driver.eval("await display({ v: 3 }, { display_id: 'here', update: true }); undefined");
    expect(texts(driver.cell(first.id))).toEqual(["{ v: 3 }", "{ v: 3 }", "'here'"]);
    expect(texts(await driver.eval("await display(1, { update: true })"))[0]).toContain(
      "display: update needs the display_id",
    );
  });

  test("tags show Markdown, HTML and SVG", async () => {
    expect(await shown("md`# \u0024{1 + 1}`")).toEqual({
      "text/markdown": "# 2",
      "text/plain": "# 2",
    });
    expect(await shown("html`<i>\u0024{'x'}</i>`")).toMatchObject({ "text/html": "<i>x</i>" });
    expect(await shown("svg`<svg/>`")).toMatchObject({ "image/svg+xml": "<svg/>" });
  });

  test("clearOutput clears at once, or with wait when the next output comes", async () => {
    expect(texts(await driver.eval("console.log('a'); clearOutput(); console.log('b')"))).toEqual([
      "stdout: b\n",
    ]);
    expect(texts(await driver.eval("console.log('a'); clearOutput({ wait: true });"))).toEqual([
      "stdout: a\n",
    ]);
    expect(
      texts(await driver.eval("console.log('a'); clearOutput({ wait: true }); 'next'")),
    ).toEqual(["'next'"]);
  });
});

describe("console", () => {
  test("has levels, formats, groups, tables, counters and colours", async () => {
    const cell = await driver.eval(
      "console.log('%s is %d', 'a', 5); console.error('bad'); console.info('i'); console.warn('w'); console.debug('d');",
    );
    expect(texts(cell).join("")).toBe(
      "stdout: a is 5\nstderr: bad\nstdout: i\nstderr: w\nstdout: d\n",
    );
    const text = async (source: string) => texts(await driver.eval(source)).join("");
    expect(
      await text("console.group('g'); console.log('in'); console.groupEnd(); console.log('out')"),
    ).toBe("stdout: g\n  in\nout\n");
    expect(stripVTControlCharacters(await text("console.table([{ a: 1 }])"))).toMatch(
      /│\s+0\s+│\s+1\s+│/,
    );
    expect(await text("console.log({ a: 1, s: 'x' })")).toBe(
      "stdout: { a: \x1b[33m1\x1b[39m, s: \x1b[32m'x'\x1b[39m }\n",
    );
    expect(await text("console.count(); console.count(); console.assert(1 === 2, 'no')")).toContain(
      "default: 2",
    );
    expect(await text("console.time('t'); console.timeEnd('t')")).toMatch(/t: [\d.]+ms/);
    expect(await text("console.dir({ a: { b: { c: { d: {} } } } }, { depth: 0 })")).toContain(
      "[Object]",
    );
    expect(await text("process.stdout.write('raw'); process.stderr.write('err')")).toContain("raw");
  });
});
