import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          root: import.meta.dirname,
          include: [
            "{protocol,source,analysis,typescript,server,docs,architecture,suite}/**/*.test.ts",
          ],
          globalSetup: [join(import.meta.dirname, "analysis/build.ts")],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "integration",
          root: import.meta.dirname,
          include: ["{integration,faults}/**/*.test.ts"],
          globalSetup: [join(import.meta.dirname, "integration/build.ts")],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          root: import.meta.dirname,
          include: ["e2e/**/*.test.ts"],
          globalSetup: [join(import.meta.dirname, "e2e/build.ts")],
          testTimeout: 40_000,
          hookTimeout: 40_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
