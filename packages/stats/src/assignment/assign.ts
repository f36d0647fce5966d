import { requireCount } from "../degenerate.ts";
import { type BucketRange, bucketRanges, chooseVariation, inRange } from "./bucket-ranges.ts";
import { hashUnit } from "./hash-unit.ts";

/** A share of all units for which experiments of one namespace compete: those with disjoint ranges never overlap. */
export interface Namespace {
  name: string;
  range: BucketRange;
}

/** Units kept out of every experiment that names the holdout, so that the sum of all changes can be measured. */
export interface Holdout {
  seed: string;
  /** Share of units held out, 0–1. */
  share: number;
}

/** How units are assigned to the arms of one experiment. */
export interface AssignmentPlan {
  /** Usually the experiment's key; changing it reshuffles every unit. */
  seed: string;
  variations: number;
  weights?: readonly number[];
  coverage?: number;
  /** Overrides weights and coverage. */
  ranges?: readonly BucketRange[];
  namespace?: Namespace;
  holdouts?: readonly Holdout[];
  hashVersion?: number;
}

/** Why a unit is in or out. */
export type AssignmentReason =
  | "assigned"
  | "too-few-variations"
  | "no-unit"
  | "holdout"
  | "namespace"
  | "not-covered"
  | "unknown-hash-version";

export interface Assignment {
  /** The arm, or −1 when the unit is not in the experiment. */
  variation: number;
  reason: AssignmentReason;
  /** Where the unit fell, when it was hashed for this experiment. */
  bucket?: number;
}

/**
 * Assigns a unit (user or session id) to an arm. Sticky: the same unit, seed and ranges give the same arm, on every
 * machine. Checked in this order: two variations or more, unit present, holdouts, namespace, coverage.
 *
 * @equation variation i with startᵢ ≤ hash(seed, unit, version) < endᵢ
 * @source GrowthBook SDK specification, running an experiment
 * @default hashVersion 2
 * @default coverage 1
 * @default weights equal
 * @throws StatsInputError when variations is not a whole number of at least 0
 */
export function assign(unit: string, plan: AssignmentPlan): Assignment {
  requireCount("variations", plan.variations);
  if (plan.variations < 2) return { variation: -1, reason: "too-few-variations" };
  if (unit === "") return { variation: -1, reason: "no-unit" };
  for (const holdout of plan.holdouts ?? []) if (inHoldout(unit, holdout)) return { variation: -1, reason: "holdout" };
  if (plan.namespace && !inNamespace(unit, plan.namespace)) return { variation: -1, reason: "namespace" };
  const bucket = hashUnit(plan.seed, unit, plan.hashVersion ?? 2);
  if (bucket === null) return { variation: -1, reason: "unknown-hash-version" };
  const ranges = plan.ranges ?? bucketRanges(plan.variations, plan.coverage ?? 1, plan.weights ?? []);
  const variation = chooseVariation(bucket, ranges);
  return { variation, bucket, reason: variation < 0 ? "not-covered" : "assigned" };
}

/**
 * True when a unit falls in an experiment's part of a namespace.
 *
 * @equation start ≤ fnv(unit + "__" + name) mod 1000 / 1000 < end
 * @source GrowthBook SDK specification, inNamespace
 */
export function inNamespace(unit: string, namespace: Namespace): boolean {
  const bucket = hashUnit(`__${namespace.name}`, unit, 1);
  return bucket !== null && inRange(bucket, namespace.range);
}

/**
 * True when a unit is held out.
 *
 * @equation hash("holdout:" + seed, unit, 2) < share
 * @source definition
 */
export function inHoldout(unit: string, holdout: Holdout): boolean {
  const bucket = hashUnit(`holdout:${holdout.seed}`, unit, 2);
  return bucket !== null && bucket < holdout.share;
}
