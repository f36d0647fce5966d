import type { Json } from "@aisle/runtime/json";

/** Fields of a row that are read. */
export const maxFields = 60;
/** Characters of a name; the values of longer ones are not looked at. */
export const maxName = 64;
const maxText = 64;
/** Fields whose values could name a person or are written by one: whether they are there counts, never what they hold. */
const personal = /(^|[_.])ids?$|Ids?$|query|text|message|mail|phone|name|address|street|token|user|comment|note/i;

/** The forms that a field can have. */
export const fieldTypes = ["number", "text", "yes-no", "list", "object", "null"] as const;
export type FieldType = (typeof fieldTypes)[number];

const halfPair = /[\uD800-\uDFFF]/u;

/** Whether the values of a field of this name count, not only that it is there. */
export const hasValues = (name: string): boolean =>
  name.length <= maxName && !personal.test(name) && !halfPair.test(name);

/** The form of a value. */
export function typeOf(value: Json | undefined): FieldType {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "list";
  const type = typeof value;
  return type === "number" ? "number" : type === "string" ? "text" : type === "boolean" ? "yes-no" : "object";
}

/** Whether a text may be stored: it is short, no token and no address. */
export const isCategory = (text: string): boolean =>
  text.length <= maxText && !text.startsWith("tok_") && !text.includes("@");

/** What bytes can hold: half of a pair of surrogates has no form in UTF-8. */
export function wellFormed(text: string): string {
  return halfPair.test(text) ? text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD") : text;
}
