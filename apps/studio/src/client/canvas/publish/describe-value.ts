import type { Json } from "@aisle/runtime/json";
import { type FieldPlan, humanName } from "../form/field-kind.ts";

/** A config value as a merchandiser reads it: `yes`, `12`, `6, 1, 0.5`, `tent-1 at place 2`; a choice by its name in the form. */
export function describeValue(value: Json | undefined, plan?: FieldPlan): string {
  if (value === undefined || value === null) return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString("en", { maximumFractionDigits: 6 });
  if (typeof value === "string") {
    if (value === "") return "empty";
    return plan?.kind.is === "choice" ? humanName(value.replace(/-/g, " ")) : value;
  }
  if (Array.isArray(value)) return value.length === 0 ? "none" : describeList(value, plan);
  const entries = Object.entries(value);
  return entries.length === 0
    ? "empty"
    : entries.map(([key, item]) => describePair(key, item, fieldsOf(plan))).join(", ");
}

function describeList(list: readonly Json[], plan: FieldPlan | undefined): string {
  const plain = list.every((item) => typeof item !== "object" || item === null);
  return list.map((item) => describeValue(item, plain ? undefined : plan)).join(plain ? ", " : "; ");
}

function describePair(key: string, value: Json, fields: readonly FieldPlan[]): string {
  const plan = fields.find((field) => field.name === key);
  return `${(plan?.title ?? humanName(key)).toLowerCase()} ${describeValue(value, plan)}`;
}

function fieldsOf(plan: FieldPlan | undefined): readonly FieldPlan[] {
  return plan?.kind.is === "rows" || plan?.kind.is === "group" ? plan.kind.fields : [];
}
