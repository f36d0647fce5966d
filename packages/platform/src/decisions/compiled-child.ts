import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const source = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../../../..", import.meta.url));

/**
 * For tests that kill a real process: compiles modules of this package (paths from its `src`, and what they import) so
 * that plain Node runs them, and starts scripts that import them from `./`.
 */
export async function compiledChildren(modules: readonly string[]) {
  // Inside the repository, so that the compiled modules find its packages.
  const cache = join(root, "node_modules/.cache/aisle-tests");
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, "child-"));
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const options = "--ignoreConfig --noCheck --module nodenext --target es2023 --rewriteRelativeImportExtensions";
  const files = modules.map((module) => join(source, module));
  await promisify(execFile)(process.execPath, [
    tsc,
    ...options.split(" "),
    ...["--customConditions", "aisle-source", "--rootDir", root, "--outDir", directory],
    ...files,
  ]);
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  await linkPackages(directory);
  const compiled = join(directory, "packages/platform/src");
  return {
    directory: compiled,
    /** Starts a module script; its imports of `./x.js` are the compiled `src/x.ts`. */
    start(script: string, args: readonly string[]) {
      return spawn(process.execPath, ["--input-type=module", "--eval", script, "--", ...args], {
        cwd: compiled,
        stdio: ["ignore", "pipe", "inherit"],
      });
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Lets the compiled modules find the packages of ours that were compiled with them, not those that were built before. */
async function linkPackages(directory: string): Promise<void> {
  const links = join(directory, "node_modules/@aisle");
  await mkdir(links, { recursive: true });
  for (const name of await readdir(join(directory, "packages"))) {
    const target = join(directory, "packages", name);
    const manifest = { name: `@aisle/${name}`, type: "module", exports: { "./*": "./src/*.js" } };
    await writeFile(join(target, "package.json"), JSON.stringify(manifest));
    await symlink(target, join(links, name), "junction");
  }
}
