import { build } from "esbuild";
import { defineConfig, type Plugin } from "vite";

const BEFORE_PAINT = `${import.meta.dirname}/theme/before-paint.ts`;

/** Makes the script of the colours a file of its own that the browser runs before it paints; a module would come too late. */
function beforePaint(): Plugin {
  return {
    name: "before-paint",
    enforce: "post",
    async generateBundle(_, bundle) {
      const { outputFiles } = await build({
        entryPoints: [BEFORE_PAINT],
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2022",
        write: false,
      });
      const source = outputFiles[0]!.text;
      const reference = this.emitFile({ type: "asset", name: "before-paint.js", source });
      const page = bundle["index.html"];
      if (page?.type !== "asset")
        throw new Error("The build has no index.html to put the script into");
      const tag = `<script src="/${this.getFileName(reference)}"></script>`;
      page.source = String(page.source).replace("</title>", `</title>\n    ${tag}`);
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [beforePaint()],
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    target: "es2022",
    // Preloading the editor would delay the first paint.
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
  },
  worker: { format: "es" },
});
