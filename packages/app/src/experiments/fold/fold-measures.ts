import type { ExperimentMetric } from "@aisle/contracts/experiment";
import type { FollowRule, Measure, Metric } from "@aisle/contracts/metric";
import { eventName } from "./event-name.ts";

/** A measure as it is folded: several metrics may read one. */
export interface FoldMeasure {
  /** Names it in stored sums: the same text is the same measure. */
  readonly key: string;
  readonly measure: Measure;
  /** Whether rows count by the decision that they name, or by their unit. */
  readonly by: Metric["attribution"];
  /** Whether a field holds money, which adds up in minor units. */
  readonly money: boolean;
  /** Products that were shown are kept instead of rows. */
  readonly shown?: true;
  /** Where rows count by what came after them: the rows that may follow, and how. Its own rows are worth a number of their text. */
  readonly follow?: FollowRule & { readonly rows: FoldMeasure };
}

/** Which measures a metric reads. */
export interface MetricMeasures {
  readonly rows: FoldMeasure;
  /** Denominator of a ratio. */
  readonly per?: FoldMeasure;
  /** Before the exposure rows name no decision of the experiment, so those of the unit count. */
  readonly pre?: FoldMeasure;
  readonly prePer?: FoldMeasure;
}

/** What coverage is read from. */
export const shownKey = JSON.stringify(["decisions", "", "", "shown"]);

export function measuresOfMetric({ measure, per, attribution, cupedDays, kind, unit }: Metric): MetricMeasures {
  if (kind === "coverage") return { rows: { key: shownKey, measure, by: "unit", money: false, shown: true } };
  // Decisions are of their unit, however a metric attributes events.
  const by = (of: Measure) => (of.source.from === "decisions" ? "unit" : attribution);
  const isMoney = unit === "money";
  const ratio = kind === "ratio" && per !== undefined;
  const wantsPre = cupedDays > 0 && kind !== "quantile";
  return {
    rows: foldMeasure(measure, by(measure), isMoney),
    ...(ratio ? { per: foldMeasure(per, by(per), false) } : {}),
    ...(wantsPre ? { pre: foldMeasure(measure, "unit", isMoney) } : {}),
    ...(wantsPre && ratio ? { prePer: foldMeasure(per, "unit", false) } : {}),
  };
}

/** All measures of some metrics, each once, in the order in which they come first. */
export function measuresOfMetrics(metrics: readonly Pick<ExperimentMetric, "metric">[]): readonly FoldMeasure[] {
  const found = new Map<string, FoldMeasure>();
  for (const { metric } of metrics)
    for (const measure of Object.values(measuresOfMetric(metric)) as FoldMeasure[])
      for (const each of measure.follow === undefined ? [measure] : [measure, measure.follow.rows])
        if (!found.has(each.key)) found.set(each.key, each);
  return [...found.values()];
}

function foldMeasure(measure: Measure, by: Metric["attribution"], isMoney: boolean): FoldMeasure {
  const { source, value } = measure;
  const name = source.from === "events" ? eventName(source.name) : "";
  const path = value.add === "field" ? value.path : "";
  const money = isMoney && value.add === "field" && source.from === "events";
  const key = [source.from, name, source.where ?? "", value.add, path, by, ...(money ? ["money"] : [])];
  const follow = source.from === "events" ? source.follow : undefined;
  if (follow === undefined) return { key: JSON.stringify(key), measure, by, money };
  const rows = foldMeasure({ source: { from: "events", name: follow.by }, value: { add: "count" } }, by, false);
  // Whatever is counted of them, the rows are the same.
  return {
    key: JSON.stringify([...key, "follow", follow.same ?? ""]),
    measure,
    by,
    money,
    follow: { ...follow, rows },
  };
}
