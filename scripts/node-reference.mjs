// Writes docs/nodes.md from the built definitions of the nodes, or with --check fails when the page is stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./prepare.mjs";
import { root } from "./run.mjs";

// The page is made of what is built; a check comes after a build of everything.
if (!process.argv.includes("--check")) await build("@aisle/nodes");
const { manifestOf } = await import("../packages/runtime/dist/node-sdk/manifest.js");
const { builtInNodes } = await import("../packages/nodes/dist/built-in-nodes.js");
const { nodeReference } = await import("../packages/nodes/dist/node-reference.js");

const path = join(root, "docs/nodes.md");
const page = nodeReference(builtInNodes.map(manifestOf));
if (!process.argv.includes("--check")) {
  writeFileSync(path, page);
} else if (!existsSync(path) || readFileSync(path, "utf8") !== page) {
  console.error("docs/nodes.md is stale: run `node scripts/node-reference.mjs`");
  process.exitCode = 1;
}
