import type { Missing } from "../runtime/variables.ts";

/** Where a name that nobody declared was used. */
export interface UnknownName {
  readonly name: string;
  /** The line of the cell, when it is known. */
  readonly line: string | undefined;
  readonly missing: Missing | undefined;
}

/** What was probably meant by a name that nobody declared: a sentence, or undefined when nothing is known of it. */
export function referenceHint({ name, line, missing }: UnknownName): string | undefined {
  if (line !== undefined) {
    const escaped = name.replace(/\$/g, "\\$&");
    if (/^\s*!\s*[\w.]/.test(line)) return SHELL;
    if (new RegExp(`(?<![\\w$.])${escaped}\\s*<-(?=\\s)`).test(line))
      return `<- is R's, and a cell is TypeScript: write const ${name} = …`;
    if (new RegExp(`(?<![\\w$.])${escaped}\\s*=(?![=>])`).test(line))
      return `A new variable is declared with const or let: const ${name} = …`;
  }
  if (missing) return whyMissing(name, missing);
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
}

function whyMissing(name: string, { kind, label }: Missing): string {
  return kind === "import"
    ? `\`${name}\` is missing because its import in ${label} failed`
    : `\`${name}\` is missing because ${label} ended before it was declared`;
}

const SHELL =
  'Lines with ! are a shell\'s in Jupyter: run a program with execSync("…") of node:child_process';
const BROWSER =
  "A cell runs in Node, not in a browser: to show something use display(…), html`…` or md`…`";
const STORAGE = "A cell runs in Node, not in a browser: keep data in a file, with node:fs";
const PYTHON_NUMBERS =
  "That is Python's, and a cell is TypeScript: readCsv, Table, mean and the like are there without an import";
const R = 'That is R\'s, and a cell is TypeScript: an import is written import … from "package"';
const MODULE = "A cell needs no exports: later cells see what it declares";
const LOG = "Write console.log(…), or let the value be the last expression of the cell";
const NULL = "Write null or undefined";

/** Names of other languages and places, by what to write for them. */
const KNOWN: Readonly<Record<string, string>> = {
  Deno: "A cell runs in Node, not in Deno: use node:fs/promises, node:process and the other modules of Node",
  Bun: "A cell runs in Node, not in Bun: use node:fs/promises and the other modules of Node",
  window: `${BROWSER}; globalThis is there`,
  document: BROWSER,
  location: BROWSER,
  history: BROWSER,
  localStorage: STORAGE,
  sessionStorage: STORAGE,
  XMLHttpRequest: "A cell runs in Node, not in a browser: use fetch(…)",
  HTMLElement: BROWSER,
  Image: BROWSER,
  FileReader: "A cell runs in Node, not in a browser: read files with node:fs/promises",
  requestAnimationFrame: "A cell runs in Node, not in a browser: use setTimeout(…)",
  jQuery: BROWSER,
  $: BROWSER,
  $$: BROWSER,
  React: 'Import it first: import React from "react"; JSX does not work in cells',
  module: MODULE,
  exports: MODULE,
  __dirname: "Write import.meta.dirname: the notebook's folder",
  __filename: "Write import.meta.filename: the notebook's file",
  print: LOG,
  println: LOG,
  printf: LOG,
  puts: LOG,
  cat: LOG,
  echo: LOG,
  len: "Write .length, or .size of a Map or Set",
  range: "Write Array.from({ length: n }, (_, i) => i)",
  str: "Write String(…)",
  int: "Write Math.trunc(…) or Number.parseInt(…)",
  float: "Write Number(…)",
  list: "Write Array.from(…)",
  dict: "Write { … } or new Map(…)",
  tuple: "Write […]",
  None: NULL,
  NULL,
  nil: NULL,
  True: "Write true",
  False: "Write false",
  TRUE: "Write true",
  FALSE: "Write false",
  self: "Write this, or globalThis",
  input: "Write prompt(…)",
  open: "Read and write files with node:fs/promises",
  sleep: "Write await new Promise((done) => setTimeout(done, milliseconds))",
  exit: "A kernel is ended with Restart; process.exit(…) ends it from a cell",
  quit: "A kernel is ended with Restart; process.exit(…) ends it from a cell",
  get_ipython: "That is Jupyter's Python; a cell here is TypeScript",
  pd: PYTHON_NUMBERS,
  np: PYTHON_NUMBERS,
  plt: `${PYTHON_NUMBERS}; a chart is an object of Vega-Lite`,
  sns: `${PYTHON_NUMBERS}; a chart is an object of Vega-Lite`,
  pandas: PYTHON_NUMBERS,
  numpy: PYTHON_NUMBERS,
  library: R,
  ggplot: `${R}; a chart is an object of Vega-Lite`,
  data_frame: R,
};
