import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
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
