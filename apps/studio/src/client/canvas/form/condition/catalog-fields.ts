import { useQuery } from "@tanstack/react-query";
import type { CatalogFields } from "../../../api/outputs.ts";
import { trpc } from "../../../api/trpc.ts";
import { humanName } from "../field-kind.ts";
import type { ConditionOperator, ConditionValue } from "./condition-text.ts";

export type CatalogField = CatalogFields["fields"][number];

/** What the catalog's products have; nothing until it is known. */
export function useCatalogFields(): CatalogFields | undefined {
  return useQuery(trpc.catalogue.fields.queryOptions(undefined, { staleTime: 60_000 })).data;
}

/** How a field is compared and its value is entered. */
export type FieldSort = "money" | "number" | "text" | "yes-no" | "list" | "product";

const money = new Set(["price", "salePrice", "compareAtPrice", "cost"]);

/** The sort of a field: what most of its values are; a text where nothing is known. */
export function sortOf(name: string, field: CatalogField | undefined): FieldSort {
  if (name === "id") return "product";
  if (money.has(name)) return "money";
  if (name === "score" || name === "stock") return "number";
  const [commonest] = Object.entries(field?.types ?? {}).toSorted(([, a], [, b]) => b - a);
  const type = commonest?.[0];
  return type === "number" || type === "yes-no" || type === "list" ? type : "text";
}

const compared = ["<", "<=", ">", ">=", "==", "!="] as const;

/** Ways to compare a field of a sort, the usual first. */
export const operatorsOf: { readonly [Sort in FieldSort]: readonly ConditionOperator[] } = {
  money: compared,
  number: compared,
  text: ["==", "!=", "in", "not-in", "contains", "startsWith"],
  "yes-no": ["==", "!="],
  list: ["has-item"],
  product: ["in", "not-in", "==", "!="],
};

/** Operators as a person says them. */
export const operatorLabels: { readonly [Operator in ConditionOperator]: string } = {
  "==": "is",
  "!=": "is not",
  "<": "is below",
  "<=": "is at most",
  ">": "is above",
  ">=": "is at least",
  contains: "contains",
  startsWith: "starts with",
  in: "is one of",
  "not-in": "is none of",
  "has-item": "holds",
};

/** A value to begin with, of the kind that the operator takes. */
export function firstValue(
  sort: FieldSort,
  operator: ConditionOperator,
  field: CatalogField | undefined,
): ConditionValue {
  if (operator === "in" || operator === "not-in") return [];
  if (sort === "yes-no") return true;
  if (sort === "money" || sort === "number") return 0;
  const first = field?.values.find((value) => typeof value === "string");
  return operator === "==" || operator === "!=" || operator === "has-item" ? String(first ?? "") : "";
}

/** The value, as far as it fits another operator of the same sort. */
export function valueForField(
  value: ConditionValue,
  sort: FieldSort,
  operator: ConditionOperator,
  field: CatalogField | undefined,
): ConditionValue {
  const takesList = operator === "in" || operator === "not-in";
  if (takesList) return typeof value === "object" ? value : value === "" || typeof value === "boolean" ? [] : [value];
  if (typeof value !== "object") return value;
  return value[0] ?? firstValue(sort, operator, field);
}

/** A field's name for a person: `attributes.weightGrams` is `Weight grams`. */
export const fieldLabel = (name: string): string =>
  name === "id" ? "Product" : name === "gtin" ? "GTIN" : humanName(name.replace(/^attributes\./, ""));
