import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const packages = fileURLToPath(new URL("packages", import.meta.url));

export default defineConfig({
  // Tests run on the sources: no build stands between an edit and its test, global set-up included.
  resolve: { alias: [{ find: /^@aisle\/([a-z]+)\/(.+)$/, replacement: `${packages}/$1/src/$2.ts` }] },
  test: {
    include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}", "bench/**/*.test.ts", "scripts/**/*.test.ts"],
    setupFiles: [fileURLToPath(new URL("scripts/property-seed.ts", import.meta.url))],
    // Tests of real servers hold limits of time; a machine that is busy with something else may miss one once.
    retry: process.env.CI === undefined ? 0 : 2,
    globalSetup: "packages/platform/src/postgres/test-global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // What is waited for is waited for as long on a busy machine as on an idle one: a second says nothing about the program.
    expect: { poll: { timeout: 15_000 } },
    // Threads and processes that tests start run the sources too.
    execArgv: ["--import", new URL("scripts/source-loader.mjs", import.meta.url).href],
    pool: "forks",
    maxWorkers: 2,
  },
});
