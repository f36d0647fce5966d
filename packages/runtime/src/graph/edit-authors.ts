import { type Edit, touchedKeys } from "./edit.ts";

/** Who touched what last: the newest of the edits by each key that they touch; edits come oldest first. Moves are left out. */
export function lastTouches<T extends { readonly edit: Edit }>(edits: Iterable<T>): ReadonlyMap<string, T> {
  const touches = new Map<string, T>();
  for (const one of edits)
    for (const key of touchedKeys(one.edit)) if (!key.startsWith("position:")) touches.set(key, one);
  return touches;
}

/**
 * The newest touch of any of the keys, or of something within or around them: a field within a list, the whole config.
 * `at` orders touches; later wins.
 */
export function touchOf<T extends { readonly at: string }>(
  touches: ReadonlyMap<string, T>,
  keys: readonly string[],
): T | undefined {
  let newest: T | undefined;
  for (const [touched, touch] of touches) {
    if (!keys.some((key) => meet(key, touched))) continue;
    if (newest === undefined || touch.at >= newest.at) newest = touch;
  }
  return newest;
}

function meet(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && (long[short.length] === "." || long[short.length] === ":");
}
