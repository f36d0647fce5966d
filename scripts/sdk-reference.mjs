import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { importsOf, target } from "./check-imports.mjs";
import { root } from "./run.mjs";

// The last stands first on the page.
const entries = ["packages/sdk/dist/testing.d.ts", "packages/sdk/dist/index.d.ts"];
const folders = ["packages/sdk", "packages/runtime"];

/** The declaration file behind an import of a declaration file; `undefined` for a package from npm. */
function declarationFile(file, specifier) {
  const source = target(file, specifier, folders);
  if (source === undefined) return undefined;
  const path = source.replace("/src/", "/dist/").replace(/\.ts$/, "");
  return `${path}.d.ts`;
}

/** Every declaration file that is reached from the entries by imports, the entries first, then by path. */
function reachableFiles() {
  const found = new Set(entries);
  for (const file of found) {
    for (const { specifier } of importsOf(readFileSync(join(root, file), "utf8"))) {
      const to = declarationFile(file, specifier);
      if (to === undefined) continue;
      if (!existsSync(join(root, to))) throw new Error(`${file} imports ${specifier}, and ${to} is not there`);
      found.add(to);
    }
  }
  return [...found].sort((a, b) => entries.indexOf(b) - entries.indexOf(a) || (a < b ? -1 : 1));
}

/** A declaration file as the report shows it: without imports of neighbours, private parts and source maps. */
function declarations(file) {
  const text = readFileSync(join(root, file), "utf8")
    .replace(/^import [^;]*;\n/gm, "")
    .replace(/^\/\/# .*$/gm, "")
    .replace(/^export \{\};\n/gm, "");
  return text.trim();
}

/** The text of packages/sdk/api.md. */
export function sdkPage() {
  const lines = [
    "# What authors of nodes build on",
    "",
    "Every declaration that can be reached from `@aisle/sdk` and `@aisle/sdk/testing`. Within a major version none of it",
    "changes its meaning or goes away: a change here is a decision, and shows in review. This page is generated from the",
    "compiled declarations by `node scripts/sdk-reference.mjs`.",
  ];
  for (const file of reachableFiles()) {
    const text = declarations(file);
    if (text === "") continue;
    lines.push(
      "",
      `## ${posix
        .relative("packages", file)
        .replace("/dist/", "/")
        .replace(/\.d\.ts$/, "")}`,
      "",
      "```ts",
      text,
      "```",
    );
  }
  return `${lines.join("\n")}\n`;
}

async function main() {
  const path = join(root, "packages/sdk/api.md");
  const page = sdkPage();
  if (!process.argv.includes("--check")) {
    writeFileSync(path, page);
    return;
  }
  if (!existsSync(path) || readFileSync(path, "utf8") !== page) {
    console.error(
      "packages/sdk/api.md is stale: what authors of nodes see has changed. Run `node scripts/sdk-reference.mjs`",
    );
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
