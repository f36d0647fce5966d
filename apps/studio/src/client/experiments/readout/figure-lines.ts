import type { ArmEffect, ArmFigure, Metric } from "../../../server/experiment-types.ts";
import { count, percent } from "../../ui/format.ts";
import { changeLabel, figure, intervalLabel, metricValue, pLabel } from "../change-label.ts";
import { hasValue, isReadable } from "../effect-reading.ts";
import type { NumberLine } from "../numbers-button.tsx";

/** One arm's value of a metric; a dash where its sample cannot be read. */
export function armValue(arm: ArmFigure, metric: Metric, currency: string | null): string {
  return hasValue(arm) ? metricValue(arm.mean, metric.unit, currency) : "–";
}

/** The numbers behind one arm's value of a metric. */
export function armLines(arm: ArmFigure, metric: Metric, currency: string | null): readonly NumberLine[] {
  const value = (one: number) => metricValue(one, metric.unit, currency);
  return [
    ["Units", count(arm.units)],
    [
      metric.kind === "coverage" ? "Products shown" : metric.kind === "proportion" ? "Units that did it" : "Sum",
      metric.unit === "money" ? value(arm.sum) : figure(arm.sum),
    ],
    [
      metric.kind === "coverage" ? "Products that can be bought" : "Sum below the line",
      arm.perSum === undefined ? undefined : figure(arm.perSum),
    ],
    [metric.kind === "quantile" ? "Quantile" : "Mean", hasValue(arm) ? value(arm.mean) : undefined],
    ["Variance of a unit", hasValue(arm) ? figure(arm.variance) : undefined],
    ["Standard error", hasValue(arm) && arm.units > 0 ? value(Math.sqrt(arm.variance / arm.units)) : undefined],
    [
      "Interval",
      !isReadable(arm.interval)
        ? arm.interval.reason
        : `${arm.interval.low === null ? "…" : value(arm.interval.low)} to ${arm.interval.high === null ? "…" : value(arm.interval.high)}`,
    ],
  ];
}

/** The numbers behind a change against the control, in every way to read it. */
export function effectLines(effect: ArmEffect): readonly NumberLine[] {
  const { fixed, sequential, bayesian } = effect;
  return [
    ["Change", changeLabel(effect.estimate)],
    ["Standard error", `${figure(effect.standardError * 100)} %`],
    ["At a fixed end", `${intervalLabel(fixed.interval)}, p = ${pLabel(fixed.pValue)}`],
    ["p, corrected", pLabel(effect.adjustedPValue)],
    [
      "On any day",
      "reason" in sequential
        ? sequential.reason
        : `${intervalLabel(sequential.interval)}, p = ${pLabel(sequential.pValue)}`,
    ],
    ["Bayesian", "reason" in bayesian ? bayesian.reason : intervalLabel(bayesian.interval)],
    ["Chance to be better", "reason" in bayesian ? undefined : percent(bayesian.chanceToWin)],
    ["Expected loss if shipped", "reason" in bayesian ? undefined : percent(bayesian.riskOfTreatment)],
    ["Expected loss if not", "reason" in bayesian ? undefined : percent(bayesian.riskOfControl)],
  ];
}
