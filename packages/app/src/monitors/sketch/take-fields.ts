import type { Json, JsonObject } from "@aisle/runtime/json";
import type { HourSketches } from "./hour-sketches.ts";

/** Fields of a row that are read. */
export const maxFields = 60;
const maxName = 64;
const maxText = 64;
/** Fields whose values could name a person or are written by one: whether they are there counts, never what they hold. */
const personal = /(^|[_.])ids?$|Ids?$|query|text|message|mail|phone|name|address|street|token|user|comment|note/i;

/** The forms that a field can have. */
export const fieldTypes = ["number", "text", "yes-no", "list", "object", "null"] as const;
export type FieldType = (typeof fieldTypes)[number];

interface FieldKeys {
  /** The column of its values. */
  readonly column: string;
  readonly hasValues: boolean;
  readonly types: Readonly<Record<FieldType, string>>;
}

/** Key of the count of rows in which a field has a type. */
const typeKey = (type: FieldType, field: string): string => `type.${type} ${field}`;

/** Adds the fields of a request or of an event's properties to the sketches of its hour. */
export class FieldTaker {
  readonly #prefix: string;
  readonly #keys = new Map<string, FieldKeys>();

  constructor(prefix: "request" | "properties") {
    this.#prefix = prefix;
  }

  take(hour: HourSketches, fields: JsonObject): void {
    let left = maxFields;
    for (const name in fields) {
      if (left-- === 0) return;
      this.#take(hour, this.#keysOf(name), fields[name]);
    }
  }

  #take(hour: HourSketches, { column, hasValues, types }: FieldKeys, value: Json | undefined): void {
    const type = typeOf(value);
    hour.count(types[type]);
    if (!hasValues) return;
    if (type === "number") hour.addNumber(column, value as number);
    else if (type === "list") hour.addNumber(`length of ${column}`, (value as readonly Json[]).length);
    else if (type === "yes-no") hour.addText(column, String(value));
    else if (type === "text" && isCategory(value as string)) hour.addText(column, wellFormed(value as string));
  }

  #keysOf(name: string): FieldKeys {
    let keys = this.#keys.get(name);
    if (keys === undefined) {
      const column = `${this.#prefix}.${wellFormed(name.slice(0, maxName))}`;
      const types = Object.fromEntries(fieldTypes.map((type) => [type, typeKey(type, column)])) as FieldKeys["types"];
      keys = { column, hasValues: hasValues(name), types };
      // Names come from senders: many different ones must not stay in memory.
      if (this.#keys.size < 1000) this.#keys.set(name, keys);
    }
    return keys;
  }
}

/** Whether the values of a field of this name count, not only that it is there. */
export const hasValues = (name: string): boolean => name.length <= maxName && !personal.test(name);

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
  return text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
}
