import { cpSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Bundles the component tests of test/client and gives the files to run. */
export async function bundleTests(root, output, chosen) {
  const folder = join(root, "test/client");
  const names = readdirSync(folder).filter(
    (name) => name.endsWith(".test.ts") && name.includes(chosen),
  );
  await build({
    ...settings,
    entryPoints: [
      ...names.map((name) => join(folder, name)),
      { in: join(root, "client/styles/all.css"), out: "styles" },
    ].map((entry) =>
      typeof entry === "string" ? { in: entry, out: entry.slice(folder.length + 1, -3) } : entry,
    ),
    outdir: output,
    splitting: true,
    plugins: [workers(output)],
  });
  cpSync(join(root, "client/public"), output, { recursive: true });
  return names.map((name) => join(output, name.replace(/\.ts$/, ".js")));
}

const settings = {
  bundle: true,
  format: "esm",
  target: "es2022",
  sourcemap: "inline",
  logLevel: "warning",
  loader: { ".ttf": "dataurl", ".woff2": "dataurl" },
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
};

/** Vite's `?worker` and `?worker&url`: the module becomes a file of its own, its import a class that starts it or its address. */
function workers(output) {
  return {
    name: "workers",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /\?worker(&url)?$/ }, async ({ path, resolveDir, kind }) => {
        const found = await resolve(path.replace(/\?worker.*/, ""), { resolveDir, kind });
        return { path: found.path, namespace: path.endsWith("&url") ? "worker-url" : "worker" };
      });
      onLoad({ filter: /.*/, namespace: "worker-url" }, async ({ path }) => {
        const name = basename(path).replace(/\.ts$/, ".js");
        const outfile = join(output, name);
        await build({ ...settings, format: "iife", entryPoints: [path], outfile });
        return { contents: `export default "/${name}";` };
      });
      onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
        await build({ ...settings, entryPoints: [path], outfile: join(output, "worker.js") });
        return {
          contents: `export default class extends Worker {
            constructor() { super(new URL("/worker.js", location.href), { type: "module" }); }
          }`,
        };
      });
    },
  };
}
