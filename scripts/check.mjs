import "./require-node.mjs";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkImports } from "./check-imports.mjs";
import { fileLengths } from "./file-lengths.mjs";
import { findImportCircles } from "./import-circles.mjs";
import { prepare } from "./prepare.mjs";
import { quietEnv, root, run, runNode } from "./run.mjs";

const npx = (script, ...args) => runNode(script, args, { capture: true, env: quietEnv });
const failWith = (lines) => ({ code: lines.length > 0 ? 1 : 0, output: lines.join("\n") });

/** The files of the project, as git sees them, or else by walking the folders. */
async function projectFiles() {
  const { code, output } = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    capture: true,
  });
  const all = code === 0 ? output.split("\n") : walk("");
  return all.filter((file) => file !== "" && existsSync(join(root, file)));
}

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "dist", ".turbo", ".git", ".aisle", "generated"].includes(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function workspaces() {
  return ["apps", "packages"].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, "package.json"))),
  );
}

async function boundaries() {
  const result = await npx("node_modules/turbo/bin/turbo", "boundaries");
  const [, files, packages] = /Checked (\d+) files? in (\d+) packages?/.exec(result.output) ?? [];
  const expected = workspaces().length;
  // A tool that reads nothing finds nothing wrong.
  if (!(Number(files) > 0) || !(Number(packages) >= expected)) {
    return {
      code: 1,
      output: `${result.output}\nturbo read ${files ?? 0} files in ${packages ?? 0} of ${expected} packages`,
    };
  }
  return result;
}

async function imports() {
  const sources = (await projectFiles()).filter((file) => /^(apps|packages|bench)\/.*\.tsx?$/.test(file));
  if (sources.length === 0) return { code: 1, output: "no source file was read" };
  return failWith(checkImports(root, sources, workspaces()));
}

async function importCircles() {
  const sources = (await projectFiles()).filter((file) => /^(apps|packages|bench|scripts)\/.*\.(tsx?|mjs)$/.test(file));
  if (sources.length === 0) return { code: 1, output: "no source file was read" };
  return failWith(findImportCircles(root, sources, workspaces()));
}

async function fileLength() {
  const { problems, figures } = fileLengths(root, await projectFiles());
  return { ...failWith(problems), note: figures };
}

/** Every `scripts/*-reference.mjs` writes a page of docs/ and, with --check, reports whether it is stale. */
async function generatedPages() {
  const generators = readdirSync(join(root, "scripts")).filter((name) => name.endsWith("-reference.mjs"));
  const stale = [];
  for (const generator of generators) {
    const { code, output } = await npx(`scripts/${generator}`, "--check");
    if (code !== 0) stale.push(output.trim());
  }
  return failWith(stale);
}

const checks = {
  "package boundaries": boundaries,
  "import table": imports,
  "import circles": importCircles,
  "lint and format": () =>
    npx("node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings", "."),
  types: () => npx("node_modules/typescript/bin/tsc", "-p", "tsconfig.json"),
  "unused code": () => npx("node_modules/knip/bin/knip.js", "--no-progress"),
  "file length": fileLength,
  "generated pages": generatedPages,
};

await prepare();
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const started = Date.now();
  const { code, output, note } = await check();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code === 0) {
    console.log(`✓ ${name} (${seconds} s)${note === undefined ? "" : `: ${note}`}`);
    continue;
  }
  failed++;
  console.log(`✗ ${name} (${seconds} s)\n${output.trim()}\n`);
}
console.log(failed === 0 ? "All checks passed" : `${failed} of ${Object.keys(checks).length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
