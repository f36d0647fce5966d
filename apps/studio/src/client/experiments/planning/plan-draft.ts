import type {
  ExperimentDetail,
  ExperimentMetric,
  ExperimentSpec,
  Metric,
  MetricRole,
} from "../../../server/experiment-types.ts";

/** Kinds of experiments that are planned alike. */
export type PlannedKind = "test" | "bandit" | "interleaving";

/** What of an experiment is edited here. */
export interface PlanDraft {
  readonly name: string;
  /** One of those that can be chosen here; absent for the others. */
  readonly kind?: PlannedKind;
  readonly spec: ExperimentSpec;
}

/** The editable part of what the server gave. */
export function draftOf(detail: ExperimentDetail): PlanDraft {
  const arms = detail.arms.map(({ changes: _changes, nodes: _nodes, ...arm }) => arm);
  const { kind, name } = detail;
  const isPlanned = kind === "test" || kind === "bandit" || kind === "interleaving";
  return { name, ...(isPlanned ? { kind } : {}), spec: { ...detail.spec, arms } };
}

const rounded = (weight: number) => Math.round(weight * 1e4) / 1e4;

/** Weights after one arm's was set, 0–1: the others share the rest as they shared it before, and all sum to 1. */
export function setWeight(arms: ExperimentSpec["arms"], key: string, weight: number): ExperimentSpec["arms"] {
  const given = Math.max(0, Math.min(1, weight));
  const others = arms.filter((arm) => arm.key !== key);
  const before = others.reduce((sum, arm) => sum + arm.weight, 0);
  const next = arms.map((arm) => {
    if (arm.key === key) return { ...arm, weight: rounded(given) };
    const share = before > 0 ? arm.weight / before : 1 / others.length;
    return { ...arm, weight: rounded((1 - given) * share) };
  });
  return withSumOne(next, key);
}

/** The same share for every arm. */
export function splitEvenly(arms: ExperimentSpec["arms"]): ExperimentSpec["arms"] {
  return withSumOne(
    arms.map((arm) => ({ ...arm, weight: rounded(1 / arms.length) })),
    arms.at(-1)?.key ?? "",
  );
}

/** Gives what rounding left to an arm other than `except`, the first there is. */
function withSumOne(arms: ExperimentSpec["arms"], except: string): ExperimentSpec["arms"] {
  const sum = arms.reduce((total, arm) => total + arm.weight, 0);
  const taker = arms.find(({ key }) => key !== except)?.key ?? except;
  return arms.map((arm) => (arm.key === taker ? { ...arm, weight: rounded(arm.weight + 1 - sum) } : arm));
}

/** One arm more, of the next free letter, with an even split. */
export function addArm(arms: ExperimentSpec["arms"]): ExperimentSpec["arms"] {
  const taken = new Set(arms.map(({ key }) => key));
  const key = [..."abcdefghijklmnopqrstuvwxyz"].find((letter) => !taken.has(letter)) ?? `arm-${arms.length + 1}`;
  return splitEvenly([...arms, { key, name: key.toUpperCase(), weight: 0, edits: [] }]);
}

/** One arm less; the others share its weight. */
export function removeArm(arms: ExperimentSpec["arms"], key: string): ExperimentSpec["arms"] {
  const left = arms.filter((arm) => arm.key !== key);
  const sum = left.reduce((total, arm) => total + arm.weight, 0);
  return withSumOne(
    left.map((arm) => ({ ...arm, weight: rounded(sum > 0 ? arm.weight / sum : 1 / left.length) })),
    "",
  );
}

/** The metrics with one in another role: there is one primary metric, and it comes first. */
export function setRole(
  metrics: readonly ExperimentMetric[],
  id: string,
  role: MetricRole,
): readonly ExperimentMetric[] {
  const next = metrics.map((one): ExperimentMetric => {
    if (one.metric.id === id) {
      const { limit, ...rest } = one;
      return role === "guardrail" ? { ...rest, role, limit: limit ?? 0.02 } : { ...rest, role };
    }
    return role === "primary" && one.role === "primary" ? { ...one, role: "secondary" } : one;
  });
  return primaryFirst(next);
}

/** The metrics with one more: the primary one where there is none yet. */
export function addMetric(metrics: readonly ExperimentMetric[], metric: Metric): readonly ExperimentMetric[] {
  if (metrics.some((one) => one.metric.id === metric.id)) return metrics;
  const role = metrics.some((one) => one.role === "primary") ? "secondary" : "primary";
  return primaryFirst([...metrics, { metric, role }]);
}

/** The metrics without one; the next takes the place of the primary one. */
export function removeMetric(metrics: readonly ExperimentMetric[], id: string): readonly ExperimentMetric[] {
  const left = metrics.filter(({ metric }) => metric.id !== id);
  const heir = left.find(({ role }) => role === "secondary");
  return left.some(({ role }) => role === "primary") || heir === undefined
    ? left
    : setRole(left, heir.metric.id, "primary");
}

const place = { primary: 0, secondary: 1, guardrail: 2 } as const;
function primaryFirst(metrics: readonly ExperimentMetric[]): readonly ExperimentMetric[] {
  return metrics.toSorted((a, b) => place[a.role] - place[b.role]);
}
