import type { Json, JsonObject } from "@aisle/runtime/json";

/** A setting that differs between two runs. */
export interface ConfigChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The settings that differ, each by its path; lists of one length are compared item by item. */
export function configChanges(before: Json | undefined, after: Json | undefined, path = ""): readonly ConfigChange[] {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => configChanges(before[key], after[key], at(key)));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item: Json, index) => configChanges(item, after[index] as Json, at(String(index + 1))));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}
