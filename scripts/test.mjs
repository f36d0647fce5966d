import "./require-node.mjs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unexpectedSkips } from "./expected-skips.mjs";
import { findOrInstallBrowser } from "./find-browser.mjs";
import { otherMajors, otherNode } from "./other-node.mjs";
import { prepare } from "./prepare.mjs";
import { propertySeed } from "./property-seed.mjs";
import { root, run } from "./run.mjs";
import { addCounts, countTests, failedTests, lastLine, skippedTests } from "./test-counts.mjs";

const purePackages = ["packages/runtime", "packages/stats", "packages/learn", "packages/nodes"];
const args = process.argv.slice(2);
/** Named at the very end too: of a long log, often only that is kept. */
const failed = [];

await prepare();

const browser = await findOrInstallBrowser();
console.log(
  browser
    ? `› Browser tests use ${browser}`
    : "› No Chromium, Chrome or Edge was found: the browser tests are skipped (set AISLE_BROWSER to the path of one)",
);

console.log(
  `› Property tests draw from seed ${propertySeed()}${process.env.CI === undefined ? " (AISLE_TEST_SEED=… explores others)" : ""}`,
);

let counts = await runTests(process.execPath, args, browser ? { AISLE_BROWSER: browser } : {});

if (process.env.CI === "true" && args.length === 0) {
  for (const major of otherMajors(process.versions.node)) {
    const node = await otherNode(major);
    if (node) {
      console.log(`› The pure packages once more, on Node.js ${major}`);
      counts = addCounts(counts, await runTests(node, purePackages, {}));
    } else {
      console.log(`✗ Node.js ${major} could not be installed from npm`);
      counts = addCounts(counts, { passed: 0, failed: 1, skipped: 0 });
    }
  }
}

for (const test of failed) console.log(`✗ ${test}`);
console.log(lastLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;

/** One run of Vitest on a Node.js of choice; a run that breaks off counts as failed. */
async function runTests(node, filters, env) {
  const folder = mkdtempSync(join(tmpdir(), "aisle-results-"));
  const report = join(folder, "results.json");
  try {
    const vitest = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ];
    const { code } = await run(node, [...vitest, ...filters], { env });
    const text = readFileSync(report, { encoding: "utf8" });
    failed.push(...failedTests(text));
    const counts = countTests(text, code);
    // A test that is left out by a filter is not in the report: what is there and did not run was skipped by itself.
    const unexpected = unexpectedSkips(skippedTests(text, root), { browser: env.AISLE_BROWSER ?? null });
    failed.push(...unexpected);
    return addCounts(counts, { passed: 0, failed: unexpected.length, skipped: -unexpected.length });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
