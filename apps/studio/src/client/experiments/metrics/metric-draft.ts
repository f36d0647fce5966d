import type { Measure, Metric } from "../../../server/experiment-types.ts";

/** A new metric as the form begins with it: the share of units that click. */
export function newMetric(): Metric {
  return {
    id: `metric-${crypto.randomUUID().slice(0, 8)}`,
    name: "",
    kind: "proportion",
    measure: { source: { from: "events", name: "Product Clicked" }, value: { add: "count" } },
    attribution: "decision",
    windowHours: 7 * 24,
    cupedDays: 0,
    better: "higher",
    unit: "share",
  };
}

/** What can be made by the form: the coverage of an arm comes with Aisle alone. */
export type FormKind = Exclude<Metric["kind"], "coverage">;

const counting: Measure["value"] = { add: "count" };

/** The metric in another kind: what only the former had is dropped, what the new one needs begins with a usual value. */
export function withKind(metric: Metric, kind: FormKind): Metric {
  const { per, quantile, cap, ...rest } = metric;
  const { measure } = metric;
  switch (kind) {
    case "proportion":
      return { ...rest, kind, measure: { ...measure, value: counting }, unit: "share" };
    case "mean":
      return { ...rest, kind, ...(cap === undefined ? {} : { cap }), unit: unitOf(measure, "number") };
    case "ratio":
      return {
        ...rest,
        kind,
        ...(cap === undefined ? {} : { cap }),
        per: per ?? { source: measure.source, value: counting },
        unit: unitOf(measure, "number"),
      };
    case "quantile": {
      const ofDecisions = measure.source.from === "decisions";
      const value =
        measure.value.add === "count"
          ? ({ add: "field", path: ofDecisions ? "totalMs" : "value" } as const)
          : measure.value;
      return {
        ...rest,
        kind,
        measure: withValue(measure, value),
        quantile: quantile ?? 0.95,
        cupedDays: 0,
        unit: ofDecisions ? "milliseconds" : unitOf({ ...measure, value }, "number"),
      };
    }
  }
}

function unitOf({ value }: Measure, otherwise: Metric["unit"]): Metric["unit"] {
  return value.add === "value" || value.add === "margin" ? "money" : otherwise;
}

/** The measure with another number of each row; only what is counted counts by what came after it. */
export function withValue({ source }: Measure, value: Measure["value"]): Measure {
  if (source.from === "decisions" || value.add === "count") return { source, value };
  const { follow: _follow, ...rest } = source;
  return { source: rest, value };
}

/** The measure with rows of another source; money is of events alone. */
export function withSource(measure: Measure, from: Measure["source"]["from"]): Measure {
  const { where } = measure.source;
  const source: Measure["source"] =
    from === "events"
      ? { from, name: "Order Completed", ...(where === undefined ? {} : { where }) }
      : { from, ...(where === undefined ? {} : { where }) };
  const isMoney = measure.value.add === "value" || measure.value.add === "margin";
  return { source, value: from === "decisions" && isMoney ? counting : measure.value };
}

/** What is missing before it can be stored, as the fields say it. */
export function metricGaps({ name, measure, per, kind, windowHours, cupedDays }: Metric): readonly string[] {
  const gaps: string[] = [];
  if (name.trim() === "") gaps.push("Give it a name.");
  for (const one of [measure, ...(kind === "ratio" && per !== undefined ? [per] : [])]) {
    if (one.source.from === "events" && one.source.name.trim() === "") gaps.push("Name the event.");
    const follow = one.source.from === "events" ? one.source.follow : undefined;
    if (follow !== undefined && follow.by.trim() === "") gaps.push("Name the event that follows.");
    if (follow !== undefined && !(follow.minutes > 0)) gaps.push("Say within how many minutes it follows.");
    if (follow !== undefined && cupedDays > 0)
      gaps.push("What counts by what came after it has no days before: set them to 0.");
    if (one.value.add === "field" && one.value.path.trim() === "") gaps.push("Name the field that is added up.");
  }
  if (!(windowHours > 0)) gaps.push("Say how long after the exposure rows count.");
  return gaps;
}

/** A metric's definition in a sentence. */
export function describeMetric({ kind, measure, per, quantile, windowHours, attribution }: Metric): string {
  const window = windowHours % 24 === 0 ? `${windowHours / 24} days` : `${windowHours} hours`;
  const what = describeMeasure(measure);
  const head = {
    proportion: `Share of units with ${what}`,
    mean: `Mean per unit of ${what}`,
    ratio: `${what} per ${per === undefined ? "…" : describeMeasure(per)}`,
    coverage: "Share of the products that can be bought which an arm showed",
    quantile: `${Math.round((quantile ?? 0.95) * 1000) / 10}th percentile of ${what}`,
  }[kind];
  if (kind === "coverage") return `${head}.`;
  const by = attribution === "decision" ? "that name a decision of the endpoint" : "of the unit";
  return `${head}, of rows ${by} within ${window} of the first exposure.`;
}

function describeMeasure({ source, value }: Measure): string {
  const rows = source.from === "events" ? `“${source.name}”` : "decisions";
  const where = source.where === undefined ? "" : ` where ${source.where}`;
  switch (value.add) {
    case "count":
      return `${rows}${where}${source.from === "events" ? describeFollow(source.follow) : ""}`;
    case "field":
      return `${value.path} of ${rows}${where}`;
    case "value":
      return `the value of ${rows}${where}`;
    case "margin":
      return `the margin of ${rows}${where}`;
  }
}

function describeFollow(follow: Extract<Measure["source"], { readonly from: "events" }>["follow"]): string {
  if (follow === undefined) return "";
  const by = `“${follow.by}” within ${follow.minutes} minutes`;
  if (follow.count === "all") return ` that are over: followed by ${by}, or not`;
  return follow.count === "followed" ? ` followed by ${by}` : ` not followed by ${by}`;
}
