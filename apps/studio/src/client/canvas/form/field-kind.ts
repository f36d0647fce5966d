import type { Json, JsonObject } from "@aisle/runtime/json";

/** A field of a config as a form shows it. */
export interface FieldPlan {
  readonly name: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly kind: FieldKind;
  readonly fallback: Json | undefined;
}

export type FieldKind =
  | { readonly is: "number"; readonly whole: boolean; readonly min?: number; readonly max?: number }
  | { readonly is: "yes-no" }
  | { readonly is: "choice"; readonly options: readonly string[] }
  | { readonly is: "line"; readonly maxLength?: number }
  | { readonly is: "text" }
  | { readonly is: "expression" }
  /** The name of a field that products have. */
  | { readonly is: "product-field" }
  /** The id of a product, or several. */
  | { readonly is: "products"; readonly maxItems: number; readonly isList: boolean }
  | { readonly is: "words" }
  | { readonly is: "numbers"; readonly min?: number; readonly max?: number; readonly maxItems: number }
  | { readonly is: "rows"; readonly fields: readonly FieldPlan[]; readonly maxItems: number }
  | { readonly is: "group"; readonly fields: readonly FieldPlan[] }
  | { readonly is: "json" };

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const asText = (value: Json | undefined) => (typeof value === "string" ? value : undefined);
const asNumber = (value: Json | undefined) =>
  typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;

/** `halfLifeDays` → `Half life days`; a unit at the end stays readable. */
export function humanName(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function kindOf(schema: JsonObject): FieldKind {
  if (Array.isArray(schema.enum)) return { is: "choice", options: schema.enum.map(String) };
  const min = asNumber(schema.minimum) ?? asNumber(schema.exclusiveMinimum);
  const max = asNumber(schema.maximum) ?? asNumber(schema.exclusiveMaximum);
  const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  switch (schema.type) {
    case "integer":
      return { is: "number", whole: true, ...range };
    case "number":
      return { is: "number", whole: false, ...range };
    case "boolean":
      return { is: "yes-no" };
    case "string": {
      const format = asText(schema.format);
      if (format === "expression" || format === "product-field") return { is: format };
      if (format === "product-id") return { is: "products", maxItems: 1, isList: false };
      const maxLength = asNumber(schema.maxLength);
      if (format === "text" || (maxLength !== undefined && maxLength > 500)) return { is: "text" };
      return { is: "line", ...(maxLength === undefined ? {} : { maxLength }) };
    }
    case "array": {
      const items = asObject(schema.items);
      if (items.type === "string" && items.format === "product-id")
        return { is: "products", maxItems: asNumber(schema.maxItems) ?? 100, isList: true };
      if (items.type === "string") return { is: "words" };
      if (items.type === "number" || items.type === "integer") {
        const each = kindOf(items);
        if (each.is === "number") {
          const { min: lower, max: upper } = each;
          return {
            is: "numbers",
            ...(lower === undefined ? {} : { min: lower }),
            ...(upper === undefined ? {} : { max: upper }),
            maxItems: asNumber(schema.maxItems) ?? 100,
          };
        }
      }
      if (items.type === "object") {
        return { is: "rows", fields: fieldPlans(items), maxItems: asNumber(schema.maxItems) ?? 100 };
      }
      return { is: "json" };
    }
    case "object":
      return schema.properties === undefined ? { is: "json" } : { is: "group", fields: fieldPlans(schema) };
    default:
      return { is: "json" };
  }
}

/** Reads a JSON Schema of an object into the fields of a form, in the schema's order. */
export function fieldPlans(schema: JsonObject): readonly FieldPlan[] {
  return Object.entries(asObject(schema.properties)).map(([name, value]) => {
    const field = asObject(value);
    return {
      name,
      title: asText(field.title) ?? humanName(name),
      help: asText(field.description),
      kind: kindOf(field),
      fallback: field.default,
    };
  });
}
