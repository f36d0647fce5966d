// Lets plain Node run our TypeScript sources, for threads that tests start: they run the code as it stands, not as it was built.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

const root = new URL("../", import.meta.url).href;
/** Sources of ours; what a test has compiled for itself lies elsewhere. */
const isSource = (url = "") => url.startsWith(root) && url.includes("/src/") && !url.includes("/node_modules/");

/** From a source, our packages are their sources too, and a built file that stands beside none is its source. */
export async function resolve(specifier, context, next) {
  const [, name, path] = /^@aisle\/([a-z]+)\/(.+)$/.exec(specifier) ?? [];
  if (name !== undefined && isSource(context.parentURL))
    return { url: `${root}packages/${name}/src/${path}.ts`, shortCircuit: true };
  if (specifier.startsWith("file:") || specifier.startsWith(".")) {
    const url = new URL(specifier, context.parentURL);
    const source = new URL(url.href.replace(/\.js$/, ".ts"));
    if (isSource(source.href) && source.href !== url.href && !existsSync(url) && existsSync(source))
      return { url: source.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
  return { format: "module", source: await withoutTypes(fileURLToPath(url)), shortCircuit: true };
}

const cache = fileURLToPath(new URL("../node_modules/.cache/aisle-sources/", import.meta.url));

/** A thread loads some two hundred files: they are cached by content. */
async function withoutTypes(path) {
  const source = await readFile(path, "utf8");
  const cachedFile = `${cache}${createHash("sha256").update(path).update(source).digest("hex")}.js`;
  const known = await readFile(cachedFile, "utf8").catch(() => undefined);
  if (known !== undefined) return known;
  const { transformSync } = await import("rolldown/utils");
  const { code, errors } = transformSync(path, source, { sourcemap: false });
  if (errors.length > 0) throw errors[0];
  await mkdir(cache, { recursive: true });
  await writeFile(`${cachedFile}.${process.pid}`, code);
  await rename(`${cachedFile}.${process.pid}`, cachedFile);
  return code;
}

// Tests themselves are loaded by their runner; this module is loaded once more, as the hooks' own.
const isTest = isMainThread && /vitest/.test(process.argv[1] ?? "");
if (!isTest && !new URL(import.meta.url).searchParams.has("hooks")) register(`${import.meta.url}?hooks`);
