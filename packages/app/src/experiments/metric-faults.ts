import type { Metric } from "@aisle/contracts/metric";
import { compileExpression } from "@aisle/nodes/expression";
import { AisleError } from "@aisle/runtime/errors";
import { filterBudget } from "./fold/measure-event.ts";

const tooManySteps = "its condition takes too many steps for one row; make it simpler, with fewer loops in loops.";

/** What is wrong with a metric's definition. */
export function metricFaults({ name, kind, per, quantile, measure, cap, cupedDays }: Metric): readonly string[] {
  const faults: string[] = [];
  const at = `The metric “${name}”`;
  if (kind === "ratio" && per === undefined) faults.push(`${at} is a ratio and says not of what.`);
  if (kind !== "ratio" && per !== undefined) faults.push(`${at} has a denominator, which a ratio alone has.`);
  if (kind === "quantile" && quantile === undefined) faults.push(`${at} says not which quantile it is.`);
  if (kind !== "quantile" && quantile !== undefined) faults.push(`${at} names a quantile and is none.`);
  if (
    kind === "coverage" &&
    (measure.source.from !== "decisions" ||
      measure.source.where !== undefined ||
      measure.value.add !== "count" ||
      cap !== undefined ||
      cupedDays > 0)
  )
    faults.push(
      `${at} is the share of products that decisions showed: all of them count, without a cap or a pre-period.`,
    );
  if (kind === "proportion" && measure.value.add !== "count")
    faults.push(`${at} is a share of units: it counts rows, and adds nothing up.`);
  if (kind === "quantile" && measure.value.add === "count")
    faults.push(`${at} is a quantile: it needs a number of each row.`);
  if (kind === "quantile" && (cap !== undefined || cupedDays > 0))
    faults.push(`${at} is a quantile: caps and pre-periods are for sums.`);
  for (const { source, value } of [measure, ...(per === undefined ? [] : [per])])
    if (source.from === "decisions" && (value.add === "value" || value.add === "margin"))
      faults.push(`${at} asks decisions for money, which events alone have.`);
  for (const part of [measure, ...(per === undefined ? [] : [per])]) {
    const follows = part.source.from === "events" && part.source.follow !== undefined;
    if (follows && (part.value.add !== "count" || kind === "quantile" || cupedDays > 0))
      faults.push(
        `${at} counts events by what came after them: it can be a share, a mean or a ratio of counts, without a pre-period.`,
      );
    const fault = conditionFault(part);
    if (fault !== undefined) faults.push(`${at}: ${fault}`);
  }
  return faults;
}

/** Why a measure's condition cannot be read, or takes too long even for a row that holds nothing; undefined for one that can be asked. */
function conditionFault({ source: { where } }: Metric["measure"]): string | undefined {
  try {
    if (where === undefined) return undefined;
    const nothing = { id: "", score: 0, fields: { properties: {}, decision: {} } };
    compileExpression(where, "where")(nothing as never, filterBudget());
    return undefined;
  } catch (error) {
    if (error instanceof AisleError && error.code === "expression.too-expensive") return tooManySteps;
    if (error instanceof AisleError) return error.message;
    throw error;
  }
}
