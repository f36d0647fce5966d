import type { Json } from "@aisle/runtime/json";

/** A value as it is written in a field: text bare, everything else, and text that would be taken for it, as JSON. */
export function valueText(value: Json): string {
  return typeof value === "string" && parsed(value) === undefined ? value : JSON.stringify(value);
}

/** What a field says: numbers, true, false, lists and objects as such, all else as text. */
export function armValue(text: string): Json {
  return parsed(text) ?? text;
}

/** JSON in a text; undefined for a text that is none, or that says null, which SDKs take for no value. */
function parsed(text: string): Json | undefined {
  try {
    return (JSON.parse(text) as Json) ?? undefined;
  } catch {
    return undefined;
  }
}
