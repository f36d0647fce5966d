import type { Json, JsonObject } from "@aisle/runtime/json";
import type { RuleEffect } from "@aisle/runtime/node-sdk/product";
import type { Stage } from "./stage.ts";

const rowsOf = (config: JsonObject, key: string): readonly JsonObject[] => {
  const value: Json | undefined = config[key];
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
};

/** A rule as the merchandiser wrote it, where its effect leads back to one: `boost “brand == "Fell"”`, else its name. */
export function describeRule({ config }: Stage, { rule, change }: RuleEffect): string {
  const rows =
    rule === "boost"
      ? rowsOf(config, "boosts").filter((row) => change === `× ${String(row.factor ?? 1.5)}`)
      : rule === "bury"
        ? rowsOf(config, "buries")
        : [];
  const [only, ...others] = rows;
  return others.length === 0 && typeof only?.when === "string" ? `${rule} “${only.when}”` : rule;
}
