import { codeCell, display, error, type HostileCase, json, mime, stream, TRAP } from "./case.ts";

const TABLE = "application/vnd.holdfast.table.v1+json";
const proto = JSON.parse(
  '{"__proto__": {"x": 1}, "constructor": "c", "toString": 1, "hasOwnProperty": null, "__defineGetter__": [1]}',
) as Record<string, unknown>;
const names = Object.keys(proto);
const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

/** Texts, trees and tables that are too much, or named like what JavaScript has already. */
export const DATA: readonly HostileCase[] = [
  json("json-proto", proto),
  json("json-deep", nested(80)),
  json(
    "json-wide",
    Array.from({ length: 100 }, () =>
      Array.from({ length: 100 }, () => Array.from({ length: 20 }, () => ({ a: 1 }))),
    ),
  ),
  json("json-text", "x".repeat(3_000_000)),
  mime("table-proto", TABLE, {
    columns: names.map((name) => ({ name, type: name, histogram: proto })),
    rows: [names, Object.values(proto)],
    notes: [proto, null],
  }),
  mime("table-wide", TABLE, {
    columns: Array.from({ length: 20_000 }, (_, i) => ({
      name: `c${i}`,
      histogram: { counts: [1, 2] },
    })),
    rows: [Array.from({ length: 20_000 }, (_, i) => i)],
  }),
  mime("table-histogram", TABLE, {
    columns: [{ name: "a", histogram: Array.from({ length: 300_000 }, () => 1) }],
    rows: [[1]],
  }),
  mime("table-cells", TABLE, {
    columns: ["a"],
    rows: [["x".repeat(3_000_000)], [{ toString: 1 }]],
  }),
  mime("resource-proto", "application/vnd.dataresource+json", {
    schema: { fields: names.map((name) => ({ name })) },
    data: [proto, {}],
  }),
  mime("bundle-proto", "__proto__", "x"),
  stream("stream-escapes", "\x1b[31mx\x1b[32my".repeat(300_000)),
  stream("stream-line", "x".repeat(1_500_000)),
  stream("stream-overwrites", `${"\x1b[31ma\x1b[32mb".repeat(5_000)}${"\rx\bz".repeat(300_000)}`),
  stream(
    "stream-titles",
    `\x1b]0;taken\x07\x1b]8;;${TRAP}\x1b\\link\x1b]8;;\x1b\\${"\x1b]".repeat(300_000)}`,
  ),
  stream("stream-columns", "\x1b[999999999C\x1b[999999999Gx\n".repeat(20_000)),
  stream("stream-lines", "\n".repeat(2_000_000)),
  error("error-escapes", "\x1b[31mError\x1b[0m", "\x1b]0;taken\x07\x1b[1;31mred\x1b[0m", [
    "\x1b[31mx".repeat(100_000),
  ]),
  error(
    "error-long",
    "E".repeat(500_000),
    "v".repeat(500_000),
    Array.from({ length: 50_000 }, () => "at x"),
  ),
  { name: "source-lines", cells: [codeCell([], `const a = ${"=/[".repeat(300_000)}`)] },
  { name: "source-braces", cells: [codeCell([], `\`\${${`${"{".repeat(900)}\n`.repeat(600)}`)] },
  {
    name: "many-frames",
    cells: [
      codeCell(
        Array.from({ length: 150 }, () =>
          display({ "text/html": "<style>b{}</style><b>x</b><script>while(1){}</script>" }),
        ),
      ),
    ],
  },
  mime("progress", "application/vnd.holdfast.progress.v1+json", proto),
  mime("provenance", "application/vnd.holdfast.provenance.v1+json", proto),
  mime("image-not-text", "image/png", { a: 1 }),
  mime("unknown-type", "application/x-evil", "x"),
];
