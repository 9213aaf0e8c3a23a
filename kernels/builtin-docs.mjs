// Signatures and documentation of what every cell sees, from the sources: for inspection in cells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { exportsOf } from "./exports-of.mjs";

const folder = import.meta.dirname;
/** Members of classes and interfaces that are lent to cells, by the file that declares them. */
const MEMBERS = {
  "typescript/display/display.ts": ["display", "clearOutput", "md", "html", "svg"],
  "typescript/runtime/progress.ts": ["progress", "track"],
  "typescript/run/runs.ts": ["run", "resumable"],
  "typescript/map/maps.ts": ["runMap"],
};

/** `{ name: { signature, docs } }`. */
export async function builtinDocs() {
  const declarationText = await loadDeclarationText();
  const found = {};
  for (const [name, file] of exportsOf(join(folder, "analysis/index.ts"))) {
    const text = declarationText(readFileSync(file, "utf8"), name);
    if (text) found[name] = text;
  }
  for (const [file, names] of Object.entries(MEMBERS)) {
    const source = readFileSync(join(folder, file), "utf8");
    for (const name of names) found[name] = memberText(source, name);
  }
  return found;
}

function memberText(source, name) {
  const pattern = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*(?:readonly )?${name}(?: = (?:async )?)?([<(][\\s\\S]*?)(?:;| =>)\\s*[\\n{]`,
  );
  const match = pattern.exec(source);
  if (!match) throw new Error(`no documentation of ${name}`);
  const [, comment, rest] = match;
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
  return {
    signature: `function ${name}${rest.replace(/\s+/g, " ").replace(/\( /g, "(").replace(/, \)/g, ")")}`,
    docs: lines.join("\n").trim(),
  };
}

async function loadDeclarationText() {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "source/declaration-text.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const module = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return module.declarationText;
}
