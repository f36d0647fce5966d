import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An icon as SVG elements in a 24 × 24 box: tag and attributes, in drawing order. */
export type IconOutline = readonly (readonly [string, { readonly [attribute: string]: string }])[];

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("@tabler/icons/outline/plug.svg"));
const known = new Map<string, IconOutline | undefined>();

function read(name: string): IconOutline | undefined {
  // The name comes from a node package; it must not lead out of the icons' folder.
  if (!/^[a-z0-9-]{1,60}$/.test(name)) return undefined;
  let svg: string;
  try {
    svg = readFileSync(join(folder, `${name}.svg`), "utf8");
  } catch {
    return undefined;
  }
  const outline: [string, { [attribute: string]: string }][] = [];
  for (const [, tag, attributes] of svg.matchAll(/<(path|circle|rect|line|polyline|ellipse)\s([^>]*?)\/>/g)) {
    const pairs = [...attributes!.matchAll(/([a-z][a-zA-Z0-9]*)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]);
    outline.push([tag!, Object.fromEntries(pairs)]);
  }
  return outline;
}

/**
 * The outlines of the named Tabler icons, so that the browser loads the few that nodes use and a third party's node may use
 * any of them. Unknown names are left out.
 */
export function iconOutlines(names: Iterable<string>): { readonly [name: string]: IconOutline } {
  const outlines: { [name: string]: IconOutline } = {};
  for (const name of names) {
    if (!known.has(name)) known.set(name, read(name));
    const outline = known.get(name);
    if (outline !== undefined) outlines[name] = outline;
  }
  return outlines;
}
