import type { Json } from "@aisle/runtime/json";

// As JSON.stringify writes them: NUL, and surrogates that stand alone. An escaped backslash before does not make one.
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** False when a text in a value holds what PostgreSQL's JSON refuses: NUL, or half of a surrogate pair. */
export function isStorable(value: Json): boolean {
  return !unstorable.test(JSON.stringify(value) ?? "null");
}

/** Why such a value is refused. */
export const unstorableReason = "a text in it holds a character that cannot be stored (NUL, or half of a character)";
