import type { Decision } from "@aisle/contracts/decision";
import type { MeasuredDecision } from "@aisle/contracts/experiment-facts";
import type { LoggedEvent } from "@aisle/contracts/experiment-history";
import type { Measure, Metric } from "@aisle/contracts/metric";
import { eventName } from "./fold/event-name.ts";
import { measuresOfMetric } from "./fold/fold-measures.ts";
import { type CostOf, measureEvent, rowFilter } from "./fold/measure-event.ts";
import { decisionNumber } from "./fold/measured-decision.ts";

/** What a measure adds for something that was logged; undefined for what it does not count. */
export interface RowMeasure {
  readonly measure: Measure;
  ofEvent(event: Pick<LoggedEvent, "name" | "properties">, costOf: CostOf): number | undefined;
  ofDecision(decision: MeasuredDecision): number | undefined;
}

/** The measures of a metric, as the fold counts them: what is added up, and what it is divided by. */
export function rowMeasures(metric: Metric): readonly RowMeasure[] {
  const { rows, per } = measuresOfMetric({ ...metric, cupedDays: 0 });
  return [rows, ...(per === undefined ? [] : [per])].map((of) => {
    const { measure } = of;
    const { source, value } = measure;
    const matches = rowFilter(measure);
    return {
      measure,
      ofEvent({ name, properties }, costOf) {
        if (source.from !== "events" || eventName(name) !== eventName(source.name)) return undefined;
        return matches({ properties }) ? measureEvent(of, properties, costOf)?.value : undefined;
      },
      ofDecision(decision) {
        if (source.from !== "decisions" || !matches({ decision })) return undefined;
        return value.add === "field" ? decisionNumber(decision, value.path) : 1;
      },
    };
  });
}

/** A decision of the log as metrics see it. */
export function loggedDecision({ slots, steps, error, request, outcome, totalMs }: Decision): MeasuredDecision {
  const nodes = (isIn: (step: Decision["steps"][number]) => boolean) => steps.filter(isIn).map(({ node }) => node);
  return {
    filled: slots.length,
    explored: slots.filter(({ propensity }) => propensity !== 1).length,
    items: slots.slice(0, 20).map(({ item }) => item),
    fellBack: nodes(({ outcome: ended }) => ended === "fell-back"),
    failed: nodes(({ outcome: ended, failed }) => ended === "failed" || failed === true),
    skipped: nodes(({ outcome: ended }) => ended === "skipped"),
    error: error?.code ?? "",
    request: Object.fromEntries(
      Object.entries(request).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
    ) as MeasuredDecision["request"],
    outcome,
    totalMs,
  };
}
