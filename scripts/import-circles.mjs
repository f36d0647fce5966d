import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf, target } from "./check-imports.mjs";

/** The file that an import leads to, among `files`; `undefined` for a package from npm and for what is no source file. */
function fileOf(file, specifier, workspaces, files) {
  const to = target(file, specifier, workspaces);
  if (to === undefined) return undefined;
  return [to, `${to}.ts`, `${to}.tsx`].find((path) => files.has(path));
}

/**
 * Groups of files that import each other in a circle, types included: two files that need each other's types are one file, or
 * lack a third that both need. Each group is sorted; a group may hold more than one circle.
 */
export function circlesOf(importsByFile) {
  // Tarjan's strongly connected components, with a list for a stack: no depth of imports is too deep.
  const indexOf = new Map();
  const low = new Map();
  const path = [];
  const onPath = new Set();
  const circles = [];
  for (const start of importsByFile.keys()) {
    if (indexOf.has(start)) continue;
    const open = [{ file: start, next: 0 }];
    while (open.length > 0) {
      const frame = open.at(-1);
      const { file } = frame;
      if (frame.next === 0) {
        indexOf.set(file, indexOf.size);
        low.set(file, indexOf.get(file));
        path.push(file);
        onPath.add(file);
      }
      const to = (importsByFile.get(file) ?? [])[frame.next++];
      if (to !== undefined) {
        if (!indexOf.has(to)) open.push({ file: to, next: 0 });
        else if (onPath.has(to)) low.set(file, Math.min(low.get(file), indexOf.get(to)));
        continue;
      }
      open.pop();
      const above = open.at(-1)?.file;
      if (above !== undefined) low.set(above, Math.min(low.get(above), low.get(file)));
      if (low.get(file) !== indexOf.get(file)) continue;
      const group = path.splice(path.lastIndexOf(file));
      for (const one of group) onPath.delete(one);
      if (group.length > 1 || importsByFile.get(file)?.includes(file)) circles.push(group.sort());
    }
  }
  return circles;
}

/** One line for each group of files that import each other in a circle. */
export function findImportCircles(root, sources, workspaces) {
  const files = new Set(sources);
  const importsByFile = new Map();
  for (const file of sources) {
    const found = importsOf(readFileSync(join(root, file), "utf8"));
    importsByFile.set(
      file,
      found.map(({ specifier }) => fileOf(file, specifier, workspaces, files)).filter((to) => to !== undefined),
    );
  }
  return circlesOf(importsByFile).map((group) => `these import each other in a circle: ${group.join(", ")}`);
}
