import "../../client/elements/hf-output.ts";
import type { HfOutput } from "../../client/elements/hf-output.ts";
import { ansiCss } from "../../client/outputs/ansi-colors.ts";
import { chartNodes } from "../../client/outputs/chart-nodes.ts";
import { isBounded } from "../../client/outputs/markup-bounds.ts";
import { isSafeLink, sanitize } from "../../client/outputs/sanitize.ts";
import { lineText, terminalLines } from "../../client/outputs/terminal-nodes.ts";
import type { CellOutput } from "../../kernels/protocol/index.ts";
import { assert, assertEqual, until } from "./assert.ts";

const MIMES = [
  "application/vnd.holdfast.progress.v1+json",
  "application/vnd.holdfast.overflow.v1+json",
  "application/vnd.holdfast.provenance.v1+json",
  "application/vnd.holdfast.table.v1+json",
  "application/vnd.dataresource+json",
  "application/vnd.vegalite.v5+json",
  "application/vnd.vega.v5+json",
  "application/json",
  "application/geo+json",
  "text/html",
  "text/markdown",
  "text/plain",
  "text/x-other",
  "image/svg+xml",
  "image/png",
];
const proto: unknown = JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "toString": 1}');

/** Throws whenever somebody looks at it. */
const thrower = new Proxy(
  {},
  {
    get: () => {
      throw new Error("do not look");
    },
    ownKeys: () => {
      throw new Error("do not count");
    },
    getPrototypeOf: () => Object.prototype,
  },
);
const VALUES: readonly unknown[] = [
  thrower,
  { columns: thrower, rows: thrower, data: thrower, text: thrower },
  { columns: [thrower], rows: [[thrower]], data: [thrower] },
  { columns: [{ name: { toString: 1 } }], rows: [[{ toString: 1 }], 7, null] },
  proto,
  [],
  [[]],
  null,
  7,
  true,
  "",
  "\ud800",
];

async function shown(output: object): Promise<HfOutput> {
  const element = document.createElement("hf-output") as HfOutput;
  element.output = output as CellOutput;
  document.body.append(element);
  await element.updateComplete;
  return element;
}

describe("hostile outputs", () => {
  afterEach(() => {
    for (const element of document.querySelectorAll("hf-output")) element.remove();
  });

  it("S35: a value that throws costs its own output, in every form", async () => {
    const faults: unknown[] = [];
    const hear = (event: Event): void => void faults.push(event);
    window.addEventListener("unhandledrejection", hear);
    for (const mime of MIMES)
      for (const value of VALUES) {
        const bad = await shown({
          output_type: "display_data",
          data: { [mime]: value },
          metadata: {},
        });
        const good = await shown({ output_type: "stream", name: "stdout", text: "good" });
        await until(() => good.textContent?.includes("good"), "the next output shows");
        await Promise.all([...bad.querySelectorAll<HfOutput>("*")].map((e) => e.updateComplete));
        bad.output = { output_type: "stream", name: "stdout", text: "mended" };
        await until(() => bad.textContent?.includes("mended"), `${mime} shows the next value`);
        bad.remove();
        good.remove();
      }
    window.removeEventListener("unhandledrejection", hear);
    assertEqual(faults.length, 0, "faults that nobody caught");
  });

  it("S35: says calmly that an output cannot be shown", async () => {
    const element = await shown({
      output_type: "display_data",
      data: { "application/vnd.holdfast.table.v1+json": thrower },
      metadata: {},
    });
    await until(() => element.querySelector(".output-problem"), "it says so");
    assertEqual(element.textContent, "This cannot be shown: do not look", "sentence");
  });

  it("S14: counts at least what the parser makes", () => {
    const deep = 3_000;
    for (const piece of [
      "<div>",
      "<div></p></x>",
      "<div><!--</div>-->",
      '<div title="</div>">',
      "<div title='</div>'>",
      "<div><title></div></title>",
      "<table><tr><td>",
      "<div><table><td></div>",
      "<div a='></div>'>",
      "<ul><li>",
    ])
      assert(!isBounded(piece.repeat(deep)), `${piece} again and again is too deep`);
    const many = `${Array.from({ length: 200 }, (_, i) => `<b t=${i}>`).join("")}${"<p>x".repeat(5_000)}`;
    assert(!isBounded(many), "What is opened again in each block counts each time");
    assert(!isBounded(`<p ${"a ".repeat(1_000)}>`), "Attributes count");
    const rows = "<tr><th>1</th><td>2</td><td>3</td></tr>".repeat(2_000);
    assert(isBounded(`<table border="1"><tbody>${rows}</tbody></table>`), "A long table is fine");
    assert(
      isBounded(`<ul>${"<li>one<li>two".repeat(3_000)}</ul>`),
      "So are items that end by themselves",
    );
    assert(isBounded("<p>a<br>b<p>".repeat(5_000)), "So are paragraphs");
  });

  it("S14, S15: what is cleaned names, styles and calls nothing", () => {
    const fragment = sanitize(
      `<p id=a name=b class=c style="position:fixed" data-x=1 accesskey=r tabindex=1 slot=x part=y contenteditable onclick=z>` +
        `<a href="jav\tascript:x">1</a><a href="command:run">2</a><a href="//host/x">3</a><img src="//host/x" width=100332><slot></slot></p>`,
    )!;
    const box = document.createElement("div");
    box.append(fragment);
    const names = [...box.querySelectorAll("*")].flatMap((e) => e.getAttributeNames());
    assertEqual(
      [...new Set(names)].sort(),
      ["class", "href", "rel", "target", "width"],
      "attributes",
    );
    assertEqual(box.querySelector("img")?.getAttribute("width"), "2000", "width of a picture");
    assert(!box.querySelector("slot"), "No slots");
    for (const bad of ["java\nscript:x", "\u0001javascript:x", " vbscript:x", "data:text/html,x"])
      assert(!isSafeLink(bad), `${JSON.stringify(bad)} is no link`);
  });

  it("S26: builds the drawing of a chart from an allow list", () => {
    const svg = chartNodes(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()" width="9">
        <script>x()</script><style>*{}</style><foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>
        <g class="mark-rect cell tools" style="position: fixed; cursor: pointer" clip-path="url(#c)" id="c">
          <path d="M0,0" fill="url(http://h/)" stroke="u\\72l(http://h/)" transform="translate(1,2)" data-item="3" data-x="1"/>
          <a xlink:href="javascript:x()"><text fill="rgb(1,2,3)">t</text></a><a href="https://h/"/><image href="http://h/"/>
          <use href="#c"/><animate attributeName="href"/><set/><rect filter="url(#f)" mask="url(#m)" cursor="url(http://h/)"/>
        </g></svg>`,
    )!;
    const seen = [...svg.querySelectorAll("*")].map((e) => e.localName);
    assertEqual(seen, ["g", "path", "a", "text", "a", "image", "rect"], "elements");
    const text = svg.outerHTML;
    for (const bad of [
      "onload",
      "script",
      "http://h",
      "fixed",
      "72l",
      "data-x",
      "cell",
      "filter",
      "mask=",
    ])
      assert(!text.includes(bad), `${bad} is not in it: ${text}`);
    for (const good of [
      "translate(1,2)",
      "rgb(1,2,3)",
      "cursor: pointer",
      'data-item="3"',
      'href="https://h/"',
    ])
      assert(text.includes(good), `${good} is in it: ${text}`);
    assert(/clip-path="url\(#(chart-\d+-)c\)" id="\1c"/.test(text), `Names are its own: ${text}`);
  });

  it("shows what a terminal shows", () => {
    const cases: readonly (readonly [text: string, shown: string])[] = [
      ["12345\b\b67", "12367"],
      ["abc\b\b67", "a67"],
      ["load 10 %\rload 99 %", "load 99 %"],
      ["😀x\bY", "😀Y"],
      ["a\x07b\x00c\x0ed\x7fe", "abcde"],
      ["ab\fc\vd", "ab|  c|   d"],
      ["\x1b]0;title\x07x\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "xlink"],
      ["\x1b]0;never ended\nnext", "|next"],
      ["\x1bPq#0\x1b\\x\x1b(By\x1b=z", "xyz"],
      ["\x9b31mred\x9d0;title\x9cx", "redx"],
      ["abc\x1b[2Dx\x1b[1Gy\x1b[3Cz", "yxc z"],
      ["abc\x1b[2K\rx", "x"],
      ["\x1b[38;5;9999mx\x1b[?25ly\x1b[1;2;3", "xy"],
      ["\x1b[38:2::1:2:3mx", "x"],
    ];
    for (const [text, wanted] of cases)
      assertEqual(terminalLines(text).map(lineText).join("|"), wanted, JSON.stringify(text));
  });

  it("shows the head of an error without codes", async () => {
    const element = await shown({
      output_type: "error",
      ename: "\x1b[31mError\x1b[0m",
      evalue: "\x1b]0;t\x07\x1b[1mred",
      traceback: ["\x1b[31mError\x1b[0m: \x1b[1mred", "  at \x1b[32mx"],
    });
    await until(() => element.querySelector(".error-trace"), "the trace shows");
    assertEqual(element.querySelector(".error-head")?.textContent?.trim(), "Error: red", "head");
    assertEqual(element.querySelector(".error-trace")?.textContent, "  at x\n", "trace");
  });

  it("colours text so that it can be read on what is behind it, light and dark", () => {
    const colors = [
      undefined,
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      [0, 0, 0],
      [255, 255, 255],
      [255, 255, 0],
      [95, 95, 255],
      [128, 128, 128],
    ] as const;
    for (const color of colors)
      for (const background of colors)
        for (const inverse of [undefined, true] as const) {
          const css = ansiCss({
            ...(color !== undefined && { color }),
            ...(background !== undefined && { background }),
            ...(inverse && { inverse }),
          });
          for (const [n, surface, text] of [
            [0, "#ffffff", "#1f2328"],
            [1, "#1b1d22", "#e6e7ea"],
          ] as const) {
            const front = css.color?.match(/#\w{6}/g)?.[n] ?? text;
            const back = css.background?.match(/#\w{6}/g)?.[n] ?? surface;
            assert(
              contrast(front, back) >= 4.5,
              `${front} on ${back} (${JSON.stringify([color, background, inverse])})`,
            );
          }
        }
  });

  it("shows keys that JavaScript has already as what they are", async () => {
    const tree = await shown({
      output_type: "display_data",
      data: { "application/json": proto },
      metadata: {},
    });
    await until(() => tree.querySelectorAll(".json-name").length === 3, "the tree shows");
    const names = [...tree.querySelectorAll(".json-name")].map((e) => e.textContent);
    assertEqual(names, ["__proto__", "constructor", "toString"], "names in the tree");
    const fields = names.map((name) => ({ name }));
    const data = { "application/vnd.dataresource+json": { schema: { fields }, data: [proto, {}] } };
    const table = await shown({ output_type: "display_data", data, metadata: {} });
    await until(() => table.querySelector("td"), "the table shows");
    const values = [...table.querySelectorAll("td")].map((e) => e.textContent);
    assertEqual(values, ['{"x":1}', "c", "1", "–", "–", "–"], "values in the table");
  });
});

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const share = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
