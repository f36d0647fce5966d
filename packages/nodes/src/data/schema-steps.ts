import { canonicalJson } from "@aisle/runtime/canonical-json";
import { AisleError } from "@aisle/runtime/errors";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ExpressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { Ajv2020, KeywordDefinition } from "ajv/dist/2020.js";

const stepKeyword = "x-aisle-steps";
/** Keywords whose subschema is applied once for each element or property that a body has. */
const forEach = new Set([
  "items",
  "contains",
  "additionalProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
  "propertyNames",
]);
const named = new Set(["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"]);
const lists = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const single = new Set(["not", "if", "then", "else"]);

/** The keyword that counts a budget of steps down; throws `expression.too-expensive` when it is used up. */
export function addStepKeyword(ajv: Ajv2020, budget: ExpressionBudget): void {
  ajv.addKeyword({
    keyword: stepKeyword,
    // Before all other keywords of its schema.
    before: "$ref",
    errors: false,
    validate: (steps: number) => {
      budget.steps -= steps;
      if (budget.steps < 0) throw new AisleError("expression.too-expensive", "it has too many parts.");
      return true;
    },
  });
}

/**
 * A schema that counts its steps: whatever is applied for each element of a body, and whatever a reference leads to (which may be
 * itself), costs its own size each time.
 */
export function countSteps(schema: JsonObject): JsonObject {
  return counted(schema, true).schema;
}

function counted(schema: JsonObject, isRepeated: boolean): { readonly schema: JsonObject; readonly size: number } {
  let size = 1;
  const result: Record<string, Json> = {};
  const visit = (value: Json, repeated: boolean): Json => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const inner = counted(value as JsonObject, repeated);
    // What is paid for each time is not paid for by what holds it.
    if (!repeated) size += inner.size;
    return inner.schema;
  };
  for (const [key, value] of Object.entries(schema)) {
    size++;
    if (forEach.has(key)) result[key] = visit(value, true);
    else if (single.has(key)) result[key] = visit(value, false);
    else if (lists.has(key) && Array.isArray(value)) result[key] = value.map((part: Json) => visit(part, false));
    else if (named.has(key) && typeof value === "object" && value !== null && !Array.isArray(value)) {
      const repeated = key !== "properties" && key !== "dependentSchemas";
      const parts = Object.entries(value as JsonObject).map(([name, part]): [string, Json] => [
        name,
        visit(part, repeated),
      ]);
      result[key] = Object.fromEntries(parts);
    } else result[key] = value;
  }
  return { schema: isRepeated ? { ...result, [stepKeyword]: size } : result, size };
}

/** `uniqueItems` in one pass: Ajv's own compares every element with every other. */
export const distinctItems: KeywordDefinition = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  error: { message: "must NOT have duplicate items" },
  validate: (isUnique: boolean, items: readonly Json[]) =>
    !isUnique || new Set(items.map((item) => canonicalJson(item))).size === items.length,
};
