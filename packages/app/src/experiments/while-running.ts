import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import { canonicalJson } from "@aisle/runtime/canonical-json";
import type { Json } from "@aisle/runtime/json";
import { shortPlanFaults } from "./experiment-faults.ts";

/**
 * The spec of an experiment after a change by a person. While it runs, words, planned days and segments may change, and secondary metrics
 * and guardrails come in, each with the time that it did: a metric that is chosen once numbers are there is read with that in mind.
 */
export function changedSpec(before: ExperimentSpec, after: ExperimentSpec, runs: boolean, now: Date): ExperimentSpec {
  const known = new Map(before.metrics.map((one) => [one.metric.id, one]));
  const metrics = after.metrics.map(({ addedAt: _said, ...one }): ExperimentMetric => {
    if (!runs) return one;
    const was = known.get(one.metric.id);
    const addedAt = was === undefined ? now.toISOString() : was.addedAt;
    return addedAt === undefined ? one : { ...one, addedAt };
  });
  return { ...after, metrics };
}

/** Why a running experiment cannot become what is asked: what is measured so far would mean something else. */
export function runningFaults(before: ExperimentSpec, after: ExperimentSpec): readonly string[] {
  if (canonicalJson(fixed(before)) !== canonicalJson(fixed(after)))
    return [
      "It runs: its name, hypothesis, planned days and segments may change, secondary metrics and guardrails may be added, and nothing else, or what was measured so far would mean something else.",
    ];
  const next = new Map(after.metrics.map((one) => [one.metric.id, one]));
  const known = new Set(shortPlanFaults(before));
  const faults = shortPlanFaults(after).filter((fault) => !known.has(fault));
  for (const one of before.metrics) {
    const now = next.get(one.metric.id);
    next.delete(one.metric.id);
    if (now === undefined)
      faults.push(`It runs: “${one.metric.name}” stays, or nobody could tell what was looked at and left out.`);
    else if (!same(one, now)) faults.push(`It runs: “${one.metric.name}” stays what it is, in its role and its limit.`);
  }
  for (const { metric, role } of next.values())
    if (role === "primary")
      faults.push(`It runs: “${metric.name}” cannot become the primary metric, add it as a secondary one.`);
  return faults;
}

function same({ addedAt: _a, ...one }: ExperimentMetric, { addedAt: _b, ...other }: ExperimentMetric): boolean {
  return canonicalJson(one as unknown as Json) === canonicalJson(other as unknown as Json);
}

/** What was decided before the first unit came, besides metrics. */
function fixed({
  hypothesis: _h,
  plannedDays: _d,
  shortReason: _r,
  planned: _p,
  segments: _s,
  metrics: _m,
  ...rest
}: ExperimentSpec): Json {
  return rest as unknown as Json;
}
