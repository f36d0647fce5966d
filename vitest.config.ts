import { fileURLToPath } from "node:url";
import { defaultExclude, defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("packages", import.meta.url));
const browserTests = "apps/studio/src/browser/**/*.test.ts";

export default defineConfig({
  // Tests run on the sources: no build stands between an edit and its test, global set-up included.
  resolve: { alias: [{ find: /^@aisle\/([a-z]+)\/(.+)$/, replacement: `${packages}/$1/src/$2.ts` }] },
  test: {
    setupFiles: [fileURLToPath(new URL("scripts/property-seed.ts", import.meta.url))],
    globalSetup: "packages/platform/src/postgres/test-global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // What is waited for is waited for as long on a busy machine as on an idle one: a second says nothing about the program.
    expect: { poll: { timeout: 15_000 } },
    // Threads and processes that tests start run the sources too.
    execArgv: ["--import", new URL("scripts/source-loader.mjs", import.meta.url).href],
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "browser",
          include: [browserTests],
          globalSetup: ["apps/studio/src/browser/run-folder.ts"],
          // A browser on a busy machine may miss a limit of time once; any other test that passes the second time hides a fault.
          retry: process.env.CI === undefined ? 0 : 2,
        },
      },
      {
        extends: true,
        test: {
          name: "all others",
          include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}", "bench/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: [...defaultExclude, browserTests],
        },
      },
    ],
  },
});
