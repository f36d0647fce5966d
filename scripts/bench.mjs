import "./require-node.mjs";
import { readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { recordBench } from "./bench-record.mjs";
import { findBrowser } from "./find-browser.mjs";
import { prepare } from "./prepare.mjs";
import { root, runNode } from "./run.mjs";

const [suite, ...options] = process.argv.slice(2);
// Files beside the suites hold what several of them share.
const suites = readdirSync(join(root, "bench"))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .filter((name) => /export (async )?(function|const) bench\b/.test(readFileSync(join(root, "bench", name), "utf8")))
  .map((name) => name.slice(0, -".ts".length));

if (!suite || !suites.includes(suite)) {
  console.error(`Usage: npm run bench -- <suite> [options]\nSuites: ${suites.join(", ")}`);
  process.exit(2);
}

await prepare();
process.chdir(root);
process.env.AISLE_BROWSER ??= findBrowser() ?? "";
const built = await runNode("node_modules/typescript/bin/tsc", ["-p", "bench/tsconfig.json"]);
if (built.code !== 0) process.exit(1);

const { bench } = await import(pathToFileURL(join(root, "bench/dist", `${suite}.js`)).href);
const result = await bench(options.filter((option) => option !== "--record"));
const line = { suite, figures: result.figures, machine: machine() };
// A suite that is run in several ways names a section for each.
if (options.includes("--record")) recordBench({ ...line, suite: result.section ?? suite });
console.log(JSON.stringify(line));
// A pool or a worker that a bench left open must not keep the command from ending.
process.exit(0);

function machine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}
