// Cuts the analysis functions into files that a cell loads by the names that it uses.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { exportsOf } from "./exports-of.mjs";

const folder = join(import.meta.dirname, "analysis");
const index = join(folder, "index.ts");
/** The folder of the functions that load what they need when they are called. */
const DOORS = "doors/";
/** The family that readers, cleaning and statistics need: it has all that tables need. */
const BASE = "table";
/** What else two families or more need. */
const CORE = "core";
/** Families with less source text, in bytes, lie in the core: to open a file costs as much as to compile that. */
const SMALL = 16_000;

/**
 * Plugin of the kernel's bundle. A family is what one folder of `analysis` exports, with what only it needs. Each becomes one file, and so does
 * what several share: smaller ones would cost more to open than they save to compile. In the bundle it stands for the module
 * `typescript/kernel/analysis-families.ts`, with the family of each name, and `analysis:all` is the whole.
 *
 * @param options esbuild's: what is external
 */
export async function analysisFamilies(options) {
  const graph = await moduleGraph(options);
  const familyOf = familiesByModule(graph);
  /** Name → its module, by family. */
  const families = new Map();
  for (const [name, file] of exportsOf(index)) {
    const module = relative(folder, file);
    const family = familyOf.get(module) ?? folderOf(module);
    if (!families.has(family)) families.set(family, new Map());
    families.get(family).set(name, module);
  }
  const lazy = new Set([...graph.values()].flatMap(({ later }) => later));
  const imported = (root) => {
    const found = new Set([...reach(graph, [root])].map((module) => familyOf.get(module)));
    return [...found].filter((family) => family !== undefined);
  };
  const familyText = (family) => {
    const modules = [...familyOf].filter(([, its]) => its === family).map(([module]) => module);
    const names = [...(families.get(family) ?? [])];
    const others = new Set(names.flatMap(([, module]) => imported(module)));
    others.delete(family);
    return [
      ...[...others].map((other) => `import "analysis:${other}";`),
      ...modules.map((module) => `import "./${module}";`),
      ...names.map(([name, module]) => `import { ${name} } from "./${module}";`),
      `const names = { ${names.map(([name]) => name).join(", ")} };`,
      // The bundler renames what refers to itself: people see the names that they import.
      "for (const [name, value] of Object.entries(names))",
      '  if (typeof value === "function") Object.defineProperty(value, "name", { value: name });',
      `export { ${names.map(([name]) => name).join(", ")} };`,
    ].join("\n");
  };
  const all = [...new Set([...families.keys(), CORE])];
  return {
    name: "analysis-families",
    setup(bundler) {
      bundler.onResolve({ filter: /^analysis:/ }, ({ path }) => ({
        path: path.slice("analysis:".length),
        namespace: "analysis",
      }));
      // A module of a family that is imported later comes with its whole family, which exports what it has.
      bundler.onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const family = familyOf.get(relative(folder, join(resolveDir, path)));
        return family === undefined ? undefined : { path: family, namespace: "analysis" };
      });
      bundler.onLoad({ filter: /.*/, namespace: "analysis" }, ({ path }) => ({
        contents:
          path === "all"
            ? all.map((family) => `export * from "analysis:${family}";`).join("\n")
            : familyText(path),
        resolveDir: folder,
        loader: "ts",
      }));
      bundler.onLoad({ filter: /runtime\/analysis-families\.ts$/ }, () => ({
        contents: tableText(families),
        loader: "ts",
      }));
      // What is imported when a function is called has whole families, too: else each would lie in many pieces.
      bundler.onLoad({ filter: /\/analysis\/.*\.ts$/ }, ({ path }) => {
        const module = relative(folder, path);
        if (!lazy.has(module) || familyOf.has(module)) return undefined;
        const imports = imported(module).map((family) => `import "analysis:${family}";\n`);
        return { contents: readFileSync(path, "utf8") + imports.join(""), loader: "ts" };
      });
    },
  };
}

/** What stands for `typescript/kernel/analysis-families.ts`. */
function tableText(families) {
  const entries = [...families].map(
    ([family, names]) =>
      `[() => import("analysis:${family}"), ${JSON.stringify([...names.keys()])}]`,
  );
  return `
const families = [${entries.join(",\n")}];
export const analysisFamilies = async () =>
  new Map(families.flatMap(([load, names]) => names.map((name) => [name, load])));
export const loadAnalysis = () => import("analysis:all");
`;
}

/** The modules of the analysis functions with what each imports at once and what later. */
async function moduleGraph(options) {
  const { metafile } = await build({
    ...options,
    entryPoints: [index],
    outdir: "none",
    splitting: true,
    write: false,
    metafile: true,
    absWorkingDir: folder,
  });
  const graph = new Map();
  for (const [module, { bytes, imports }] of Object.entries(metafile.inputs)) {
    const of = (kind) =>
      imports.filter((one) => one.kind === kind && !one.external).map(({ path }) => path);
    graph.set(module, { bytes, now: of("import-statement"), later: of("dynamic-import") });
  }
  return graph;
}

/** The family of each module that one family or more need; others are in none. */
function familiesByModule(graph) {
  const users = new Map();
  const roots = new Map();
  for (const file of exportsOf(index).values()) {
    const module = relative(folder, file);
    // A door works with all folders and owns nothing but itself.
    if (module.startsWith(DOORS)) continue;
    const family = folderOf(module);
    roots.set(family, [...(roots.get(family) ?? []), module]);
  }
  for (const [family, modules] of roots)
    for (const module of reach(graph, modules))
      users.set(module, [...(users.get(module) ?? []), family]);
  const found = new Map();
  const sizes = new Map();
  for (const [module, by] of users) {
    const family = by.includes(BASE) ? BASE : by.length > 1 ? CORE : by[0];
    found.set(module, family);
    sizes.set(family, (sizes.get(family) ?? 0) + graph.get(module).bytes);
  }
  for (const [module, family] of found) if (sizes.get(family) < SMALL) found.set(module, CORE);
  return found;
}

/** Modules with all that they import at once. */
function reach(graph, modules) {
  const found = new Set(modules);
  for (const module of found) for (const next of graph.get(module)?.now ?? []) found.add(next);
  return found;
}

/** The name of a door is that of its family. */
function folderOf(module) {
  return module.replace(DOORS, "").split("/")[0].replace(/\.ts$/, "");
}
