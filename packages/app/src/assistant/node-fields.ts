import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { minorUnitsOf, numberOf, numberPattern, shareOf } from "./amounts.ts";
import { plainName, short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";

/** A setting of a node that can be said in one value. */
export interface NodeField {
  readonly key: string;
  readonly schema: JsonObject;
  /** Plain names that it goes by. */
  readonly names: readonly string[];
}

const otherNames: { readonly [key: string]: readonly string[] } = {
  limit: ["limits", "how many", "number of products", "count", "size"],
  count: ["number of products", "how many", "products", "size"],
  atMost: ["quota", "most"],
  within: ["stretch", "window"],
  share: ["exploration", "exploring", "share of exploration"],
  seeds: ["seed products", "number of seeds"],
  keep: ["condition", "expression"],
  by: ["sort field", "field"],
  order: ["direction"],
  atLeast: ["units left", "least stock"],
};
const units = /(?:Days|Ms|Minutes|Seconds|Share|Minor)$/;
const words = (key: string) => plainName(key.replace(/([a-z0-9])([A-Z])/g, "$1 $2"));

/** The settings of a node that take one value, with the names that people use for them. */
export function fieldsOf(manifest: NodeManifest): readonly NodeField[] {
  const properties = (manifest.configSchema.properties ?? {}) as { readonly [key: string]: JsonObject };
  return Object.entries(properties).flatMap(([key, schema]) => {
    if (schema.type === "array" || schema.type === "object") return [];
    const title = typeof schema.title === "string" ? [plainName(schema.title)] : [];
    const names = [words(key), words(key.replace(units, "")), ...title, ...(otherNames[key] ?? []).map(plainName)];
    return [{ key, schema, names: [...new Set(names)] }];
  });
}

const dayUnits: { readonly [unit: string]: number } = { day: 1, d: 1, week: 7, w: 7, month: 30, year: 365 };
const timeUnits: { readonly [unit: string]: number } = { ms: 1, millisecond: 1, s: 1000, second: 1000, minute: 60_000 };

/** Reads a value for a field, with its unit; throws `NotDone` saying what the field takes. */
export function readValue(text: string, { key, schema }: Pick<NodeField, "key" | "schema">): Json {
  const plain = text.trim().replace(/^[“"'](.*)[”"']$/, "$1");
  if (Array.isArray(schema.enum)) {
    const options = schema.enum.map(String);
    const found = options.find(
      (option) => plainName(option) === plainName(plain).replace(/s$/, "") || option === plain,
    );
    if (found === undefined) throw new NotDone(`It can be ${options.join(" or ")}.`);
    return found;
  }
  switch (schema.type) {
    case "integer":
    case "number":
      return numberIn(plain, key, schema);
    case "boolean":
      if (/^(?:on|yes|true|always)$/i.test(plain)) return true;
      if (/^(?:off|no|false|never)$/i.test(plain)) return false;
      throw new NotDone("It can be on or off.");
    case "string": {
      const { maxLength } = schema;
      if (typeof maxLength === "number" && plain.length > maxLength)
        throw new NotDone(`It has up to ${maxLength} characters.`);
      return plain;
    }
    default:
      throw new NotDone(`“${short(key)}” is set in the node's settings.`);
  }
}

function numberIn(text: string, key: string, schema: JsonObject): number {
  const value = amountIn(text, key, schema);
  if (value === undefined) throw new NotDone(`“${short(text)}” is no number.`);
  const min = boundOf(schema.minimum);
  const above = boundOf(schema.exclusiveMinimum);
  const max = boundOf(schema.maximum);
  const isShare = max === 1;
  const said = (bound: number) => (isShare ? `${bound * 100} %` : String(bound));
  if (schema.type === "integer" && !Number.isInteger(value)) throw new NotDone("It is a whole number.");
  if ((min !== undefined && value < min) || (above !== undefined && value <= above)) {
    throw new NotDone(min === undefined ? `It is more than ${said(above!)}.` : `It is at least ${said(min)}.`);
  }
  if (max !== undefined && value > max) throw new NotDone(`It is at most ${said(max)}.`);
  return value;
}

const boundOf = (value: Json | undefined) =>
  typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;

function amountIn(text: string, key: string, schema: JsonObject): number | undefined {
  if (/(?:price|minor)$/i.test(key)) return minorUnitsOf(text);
  if (schema.maximum === 1 && schema.type === "number") return shareOf(text);
  const match = new RegExp(`^(${numberPattern})\\s*([a-z%]*)(?:\\s+[a-z ]+)?$`, "i").exec(text);
  const value = match === null ? undefined : (numberOf(match[1]!) ?? numberOf(text));
  if (match === null || value === undefined) return undefined;
  const unit = match[2]!.toLowerCase().replace(/s$/, "");
  if (/Days$/.test(key)) return value * (dayUnits[unit] ?? 1);
  if (/Ms$/.test(key)) return value * (timeUnits[unit] ?? timeUnits[match[2]!.toLowerCase()] ?? 1);
  return value;
}
