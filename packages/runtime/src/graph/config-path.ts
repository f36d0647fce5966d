import type { Json } from "../json.ts";

type Path = readonly (string | number)[];

/** Reads the value at a path of keys and indexes, `undefined` where it leads nowhere. */
export function valueAtPath(value: Json | undefined, path: Path): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Object.hasOwn(current, key) ? (current as Record<string | number, Json>)[key] : undefined;
  }
  return current;
}

/**
 * Returns a copy with the value at a path set, or removed when `next` is undefined; missing objects on the way are made.
 * Gives `undefined` when the path leads through a value that is not an object, past the end of a list, or would remove
 * a list's item: lists grow and shrink by setting the whole list, so that every change has an exact inverse.
 */
export function setAtPath(value: Json | undefined, path: Path, next: Json | undefined): Json | undefined {
  if (path.length === 0) return next;
  const [key, ...rest] = path as [string | number, ...Path];
  if (key === "__proto__") return undefined;
  if (Array.isArray(value)) {
    if (typeof key !== "number" || key >= value.length || (rest.length === 0 && next === undefined)) return undefined;
    if (rest.length === 0) return value.toSpliced(key, 1, next!);
    const inner = setAtPath(value[key], rest, next);
    return inner === undefined ? undefined : value.toSpliced(key, 1, inner);
  }
  if (value !== undefined && (typeof value !== "object" || value === null)) return undefined;
  const object = (value ?? {}) as { readonly [key: string]: Json };
  if (rest.length === 0) {
    if (next !== undefined) return { ...object, [key]: next };
    const { [String(key)]: _removed, ...others } = object;
    return others;
  }
  const inner = setAtPath(Object.hasOwn(object, key) ? object[String(key)] : undefined, rest, next);
  return inner === undefined ? undefined : { ...object, [key]: inner };
}

/** The shortest prefix of the path that leads nowhere yet, or the whole path. */
export function firstMissing(value: Json | undefined, path: Path): Path {
  for (let length = 1; length < path.length; length++) {
    const prefix = path.slice(0, length);
    if (valueAtPath(value, prefix) === undefined) return prefix;
  }
  return path;
}
