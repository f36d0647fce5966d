import type { Json } from "@aisle/runtime/json";

const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text with what PostgreSQL refuses (NUL, halves of surrogate pairs) replaced by U+FFFD. */
export function storableText(text: string): string {
  return unstorable.test(text) ? text.replace(unstorable, "\uFFFD") : text;
}

/** JSON text that PostgreSQL's jsonb takes, whatever the strings and keys in the value hold. */
export function storableJson(value: Json): string {
  const text = JSON.stringify(value);
  // The escapes can only come from such characters or from a backslash before them, so this rarely goes on.
  return /\\u0000|\\ud[89a-f]/.test(text) ? JSON.stringify(replaceIn(value)) : text;
}

function replaceIn(value: Json): Json {
  if (typeof value === "string") return storableText(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(replaceIn);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), replaceIn(inner)]));
}
