import type { Decision } from "@aisle/contracts/decision";
import type { MeasuredDecision } from "@aisle/contracts/experiment-facts";
import type { LoggedEvent } from "@aisle/contracts/experiment-history";
import type { Measure } from "@aisle/contracts/metric";
import { compileExpression } from "@aisle/nodes/expression";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import { interactionsOf } from "../intake/interactions-of.ts";

/** What a measure adds for something that was logged; undefined for what it does not count. */
export interface RowMeasure {
  ofEvent(event: Pick<LoggedEvent, "name" | "properties">, costs: ReadonlyMap<string, number>): number | undefined;
  ofDecision(decision: MeasuredDecision): number | undefined;
}

/** Compiles a measure. Throws `expression.invalid` for a condition that cannot be read. */
export function compileMeasure({ source, value }: Measure): RowMeasure {
  const holds = source.where === undefined ? () => true : condition(source.where);
  const name = source.from === "events" ? plain(source.name) : "";
  return {
    ofEvent(event, costs) {
      if (source.from !== "events" || plain(event.name) !== name || !holds({ properties: event.properties }))
        return undefined;
      if (value.add === "count") return 1;
      if (value.add === "field") return numberAt(event.properties, value.path);
      return money(event, value.add === "margin" ? costs : undefined);
    },
    ofDecision(decision) {
      const fields = decision as unknown as JsonObject;
      if (source.from !== "decisions" || !holds({ decision: fields })) return undefined;
      return value.add === "field" ? numberAt(fields, value.path) : 1;
    },
  };
}

/** A decision as metrics see it. */
export function measuredDecision({ slots, steps, error, request, outcome, totalMs }: Decision): MeasuredDecision {
  const nodes = (outcome: Decision["steps"][number]["outcome"]) =>
    steps.filter((step) => step.outcome === outcome).map(({ node }) => node);
  return {
    filled: slots.length,
    explored: slots.filter(({ propensity }) => propensity !== 1).length,
    items: slots.slice(0, 20).map(({ item }) => item),
    fellBack: nodes("fell-back"),
    failed: nodes("failed"),
    skipped: nodes("skipped"),
    error: error?.code ?? "",
    request: Object.fromEntries(
      Object.entries(request).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
    ) as MeasuredDecision["request"],
    outcome,
    totalMs,
  };
}

function condition(where: string): (fields: JsonObject) => boolean {
  const run = compileExpression(where, "where");
  return (fields) => run({ id: "", score: 0, fields, from: [], effects: [] }, expressionBudget()) === true;
}

/** Money of all lines in minor units, less what their products cost where that is asked. */
function money({ name, properties }: Pick<LoggedEvent, "name" | "properties">, costs?: ReadonlyMap<string, number>) {
  const lines = interactionsOf(name, properties);
  if (typeof lines === "string") return undefined;
  let sum: number | undefined;
  for (const { valueMinor, productId, quantity } of lines) {
    const cost = costs === undefined ? 0 : costs.get(productId);
    if (valueMinor === undefined || cost === undefined) continue;
    sum = (sum ?? 0) + valueMinor - cost * quantity;
  }
  return sum;
}

function numberAt(fields: JsonObject, path: string): number | undefined {
  let value: Json | undefined = fields;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
  }
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const plain = (name: string) => name.trim().toLowerCase();
