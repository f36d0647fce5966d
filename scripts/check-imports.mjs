import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { importTable, pureFolders } from "./import-table.mjs";

const statement = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"'\n]+)["']/g;
const dynamic = /\bimport\(\s*["']([^"'\n]+)["']/g;
const test = /\.test\.tsx?$/;

/** Every import of a source text: its specifier, and whether it brings types alone. */
export function importsOf(text) {
  const found = [];
  for (const match of text.matchAll(statement)) found.push({ specifier: match[2], typeOnly: match[1] !== undefined });
  for (const match of text.matchAll(dynamic)) {
    // `import("x").Name` in a type position brings a type, but reads the same as a lazy import: held to the stricter rule.
    found.push({ specifier: match[1], typeOnly: false });
  }
  return found;
}

/** The folder of ours that a specifier leads to, relative to the root; `undefined` for a dependency from npm. */
export function target(file, specifier, folders) {
  if (specifier.startsWith(".")) return posix.normalize(posix.join(posix.dirname(file), specifier));
  const ours = /^@aisle\/([^/]+)(?:\/(.*))?$/.exec(specifier);
  if (!ours) return undefined;
  const workspace = folders.find((folder) => folder.endsWith(`/${ours[1]}`)) ?? `packages/${ours[1]}`;
  return `${workspace}/src/${ours[2] ?? ""}`;
}

const workspaceOf = (path) => path.split("/").slice(0, 2).join("/");
const inside = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** Why a file may not import this, or `undefined` when it may. */
export function refusal(file, { specifier, typeOnly }, folders) {
  const row = importTable.find(({ folder }) => inside(file, folder));
  if (!row) return undefined;
  if (pureFolders.some((folder) => inside(file, folder)) && specifier.startsWith("node:") && !test.test(file)) {
    return `${specifier} is a Node built-in and this package is pure`;
  }
  const to = target(file, specifier, folders);
  if (to === undefined || inside(to, row.folder)) return undefined;
  if (test.test(file) && workspaceOf(to) === workspaceOf(file)) return undefined;
  if (typeOnly && row.types?.some((folder) => inside(to, folder))) return undefined;
  const allowed = row.may.find((folder) => inside(to, folder));
  if (!allowed) return `${row.folder} may import ${row.may.join(", ") || "nothing of ours"}, not ${to}`;
  const barred = row.not?.find((name) => inside(to, `${allowed}/${name}`));
  return barred ? `${row.folder} may not import ${allowed}/${barred}` : undefined;
}

/** Checks all files against the import table; returns one line for each wrong import. */
export function checkImports(root, files, workspaces) {
  const wrong = [];
  for (const file of files) {
    if (!/\.tsx?$/.test(file) || !existsSync(join(root, file))) continue;
    for (const found of importsOf(readFileSync(join(root, file), "utf8"))) {
      const reason = refusal(file, found, workspaces);
      if (reason) wrong.push(`${file}: ${reason}`);
    }
  }
  return wrong;
}
