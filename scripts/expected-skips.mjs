import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

const data = (name) => () => !existsSync(join(root, "../shared", name));

/**
 * Tests that may be skipped: the file, why, and whether that reason holds on this machine. A skip that is not here, or whose reason does
 * not hold, fails the run: a test that nobody runs shows nothing.
 */
export const expectedSkips = [
  { file: /^apps\/studio\/src\/browser\//, reason: "no browser is installed", holds: noBrowser },
  { file: /^apps\/studio\/src\/browser\/first-load\.test\.ts$/, reason: "the client is not built", holds: outsideCi },
  {
    file: /^packages\/platform\/src\/queue\/redis-queue\.test\.ts$/,
    reason: "no redis-server is installed",
    holds: outsideCi,
  },
  {
    file: /^packages\/platform\/src\/vectors\/qdrant-store\.test\.ts$/,
    test: /real server at QDRANT_URL/,
    reason: "QDRANT_URL names no server",
    holds: () => process.env.QDRANT_URL === undefined,
  },
  {
    file: /^packages\/platform\/src\/vectors\/qdrant-store\.test\.ts$/,
    test: /engine's interface/,
    reason: "the engine's interface is not there",
    holds: data("data/qdrant-openapi"),
  },
  {
    file: /^packages\/platform\/src\/decisions\/full-disk\.test\.ts$/,
    reason: "only root on Linux may mount a file system",
    holds: () => true,
  },
  {
    file: /^packages\/platform\/src\/postgres\/embedded-postgres\.test\.ts$/,
    reason: "only root hands the database to another OS user",
    holds: () => process.getuid?.() !== 0,
  },
  {
    file: /^(apps\/supervisor\/src\/interrupted-start|packages\/platform\/src\/postgres\/os-user)\.test\.ts$/,
    reason: "Windows has no such signals and users",
    holds: () => process.platform === "win32",
  },
  {
    file: /^packages\/learn\/src\/neural\/neural-ranker\.test\.ts$/,
    reason: "tfjs-node has no binding for this Node.js",
    holds: () => true,
  },
  {
    file: /^packages\/app\/src\/imports\/import-catalogue\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/search-icecat-chorus"),
  },
  {
    file: /^packages\/app\/src\/imports\/import-events\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/transactions-online-retail"),
  },
  {
    file: /^packages\/app\/src\/intake\/take-events\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/events-segment-ecommerce"),
  },
  {
    file: /^packages\/learn\/src\/search\/judged-queries\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/search-icecat-chorus"),
  },
  {
    file: /^bench\/stats\/drift-figures\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/drift-bike-sharing"),
  },
  {
    file: /^bench\/stats-data\.test\.ts$/,
    reason: "data beside the repository",
    holds: data("data/abtest-cookie-cats"),
  },
  {
    file: /^bench\/assistant\/assistant-sentences\.test\.ts$/,
    reason: "sentences beside the repository",
    holds: data("cases/assistant.md"),
  },
];

/** In CI everything is installed: `.ci/run` sees to it. */
function outsideCi() {
  return process.env.CI === undefined;
}

function noBrowser({ browser }) {
  return outsideCi() && browser === null;
}

/** Skipped tests that no row expects, as lines to print. `about` says which browser the tests were given, or null. */
export function unexpectedSkips(skipped, about, rows = expectedSkips) {
  return skipped.flatMap(({ file, name }) => {
    const row = rows.find((one) => one.file.test(file) && (one.test === undefined || one.test.test(name)));
    if (row === undefined) return [`${file} › ${name}: skipped, and no row of scripts/expected-skips.mjs says why`];
    return row.holds(about) ? [] : [`${file} › ${name}: skipped, although it is not so here that ${row.reason}`];
  });
}
