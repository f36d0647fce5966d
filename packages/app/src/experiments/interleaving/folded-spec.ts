import {
  type Experiment,
  type ExperimentMetric,
  type ExperimentSpec,
  interleavedArm,
} from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";

/**
 * What is folded of an experiment: of two rankings that share answers, a unit is in both, and what it does counts for the ranking that
 * drafted the product.
 */
export function foldedSpec({ kind, spec }: Pick<Experiment, "kind" | "spec">): ExperimentSpec {
  if (kind !== "interleaving") return spec;
  const credits = spec.metrics.flatMap((of) =>
    spec.arms.flatMap(({ key }) => {
      const metric = creditMetric(of.metric, key);
      return metric === undefined ? [] : [{ ...of, metric }];
    }),
  );
  const both = { key: interleavedArm, name: interleavedArm, weight: 1, edits: [] };
  return { ...spec, arms: [both], metrics: credits satisfies readonly ExperimentMetric[] };
}

/** How many products of an arm a unit acted on; undefined for a metric over decisions, which are of both arms at once, and for events that count by what came after them. */
export function creditMetric(
  { id, name, measure, windowHours, better, unit }: Metric,
  arm: string,
): Metric | undefined {
  const { source } = measure;
  if (source.from !== "events" || source.follow !== undefined) return undefined;
  const own = `${JSON.stringify(arm)} in properties.teams`;
  const where = source.where === undefined || source.where.trim() === "" ? own : `(${source.where}) && ${own}`;
  return {
    ...{ id: `${id} ${arm}`, name, kind: "mean", attribution: "decision", windowHours, cupedDays: 0, better, unit },
    measure: { source: { ...source, where }, value: { add: "count" } },
  };
}
