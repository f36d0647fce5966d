import type { Edit } from "@aisle/runtime/graph/edit";
import type { Json } from "@aisle/runtime/json";
import type { Metric } from "./metric.ts";

/**
 * `draft`: being planned. `starting`: its arms are compiled and run on the samples. `running`: units are assigned. `stopped`: no unit
 * is assigned any more, late events still count and a decision is awaited. `decided`: ended with a recorded decision.
 */
export const experimentStates = ["draft", "starting", "running", "stopped", "decided"] as const;
export type ExperimentState = (typeof experimentStates)[number];

/**
 * `test`: a fixed split. `bandit`: weights follow the readings. `interleaving`: two rankings in one answer. `external`: assigned by a
 * shop's front end through the payload for SDKs. `import`: made of a file, one row a unit. `holdout`: a month of an endpoint against an
 * earlier version of it, begun and ended by the endpoint's holdout setting.
 */
export const experimentKinds = ["test", "bandit", "interleaving", "external", "import", "holdout"] as const;
export type ExperimentKind = (typeof experimentKinds)[number];

/** The arm of a unit whose answers are made of both rankings of an `interleaving`. */
export const interleavedArm = "interleaved";

/** One variant. The first arm of an experiment is its control. */
export interface ExperimentArm {
  /** Short and unique in the experiment, such as `a`; decisions carry it. */
  readonly key: string;
  readonly name: string;
  /** Share of the covered units, 0–1; the weights of all arms sum to 1. */
  readonly weight: number;
  /** What differs from the experiment's version; empty for the control. */
  readonly edits: readonly Edit[];
  /** Another version of the same pipeline instead of edits. */
  readonly versionId?: string;
  /** What a front end's SDK gets for this arm of an `external` experiment. */
  readonly value?: Json;
}

/** What is assigned: `session` and `shopper` are the request's fields of that role, else any field of the request. */
export interface ExperimentUnit {
  readonly kind: "session" | "shopper" | "field";
  /** Name of the request's field. */
  readonly field: string;
  /**
   * A field that stays the same over a sign-in, such as `anonymousId`: where a request has it, it is what is hashed, so that a person
   * keeps the arm of before.
   */
  readonly stickyField?: string;
}

/** A share of all units for which experiments compete: those with disjoint ranges never overlap. */
export interface ExclusionGroup {
  readonly name: string;
  /** 0 ≤ start < end ≤ 1. */
  readonly range: readonly [start: number, end: number];
}

/** `primary`: decides. `secondary`: explains, corrected for being many. `guardrail`: must not be hurt by more than its limit. */
export type MetricRole = "primary" | "secondary" | "guardrail";

/** A metric that an experiment reads. */
export interface ExperimentMetric {
  readonly metric: Metric;
  readonly role: MetricRole;
  /** For a guardrail: the relative change for the worse, 0–1, that is still accepted. */
  readonly limit?: number;
  /** ISO 8601, when it came in while the experiment ran; absent for those of its plan. */
  readonly addedAt?: string;
}

export type ReadingMethod = "frequentist" | "sequential" | "bayesian";
export type ReadingCorrection = "holm" | "benjamini-hochberg" | "none";

/** Everything about an experiment that is decided before it starts. */
export interface ExperimentSpec {
  readonly hypothesis: string;
  readonly unit: ExperimentUnit;
  readonly arms: readonly ExperimentArm[];
  /** Share of units that take part, 0–1. */
  readonly coverage: number;
  readonly group?: ExclusionGroup;
  /** The first is the primary one. */
  readonly metrics: readonly ExperimentMetric[];
  readonly method: ReadingMethod;
  readonly correction: ReadingCorrection;
  /** Of intervals, 0–1: 0.95. */
  readonly level: number;
  /** How long it is planned to run, whole days; below 14 a reason is stored. */
  readonly plannedDays: number;
  readonly shortReason?: string;
  /** Relative effect of the primary metric, 0–1, that it is planned to detect, with its power and units in all. */
  readonly planned?: { readonly effect: number; readonly power: number; readonly units: number };
  /** Request fields by which results are broken down; `newOrReturning` is always there. */
  readonly segments: readonly string[];
  /** How the weights of a `bandit` follow its readings; `usualBandit` where absent. */
  readonly bandit?: BanditRule;
}

/** How the weights of a bandit follow its readings. */
export interface BanditRule {
  /** Share of the covered units that no arm falls below, 0–1; all floors together sum to 1 at most. */
  readonly floor: number;
  /** Whole hours that weights stay as they are, at least. */
  readonly everyHours: number;
}

export const usualBandit: BanditRule = { floor: 0.05, everyHours: 24 };

/** What a bandit knew of an arm's primary metric when it chose weights. */
export interface ArmPosterior {
  readonly arm: string;
  /** Units that it is worth, after units are weighted by the odds that they had: below their number where odds differ. */
  readonly effectiveUnits: number;
  readonly mean: number;
  readonly standardError: number;
  /** P(this arm is the best one). */
  readonly chanceBest: number;
}

/** The weights of a bandit from a time on. */
export interface BanditWeights {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** By arm; they sum to 1, in steps of 0.0001, as finely as units are hashed. */
  readonly weights: { readonly [arm: string]: number };
  readonly posterior: readonly ArmPosterior[];
  /** Of the simulation that P(best) is from: how many draws, and its seed. */
  readonly draws: number;
  readonly seed: string;
}

/** How an experiment ended. */
export interface ExperimentDecision {
  /** The arm that was chosen; null where none was chosen. */
  readonly arm: string | null;
  readonly reason: string;
  /** Id of the person, null where their data was deleted. */
  readonly by: string | null;
  readonly at: Date;
  /** ISO 8601, when the arm was last made in the pipeline's draft. */
  readonly promotedAt?: string;
}

/** An experiment as it is stored. */
export interface Experiment {
  readonly id: string;
  readonly workspaceId: string;
  /** Names it in decisions and is the seed of its assignment; never changes. */
  readonly key: string;
  readonly name: string;
  readonly kind: ExperimentKind;
  readonly state: ExperimentState;
  /** Why it is not running although it should: its arms do not compile, its version was replaced, a sample fails. */
  readonly problem: string | null;
  /** Absent for `external` and `import`. */
  readonly pipelineId: string | null;
  /** The version that the control is, and that edits were made for. */
  readonly versionId: string | null;
  readonly spec: ExperimentSpec;
  /** Of a `bandit`: the weights that followed those of its spec, the oldest first; lists leave it out. */
  readonly weights?: readonly BanditWeights[];
  /** Rises with each change. */
  readonly revision: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** When assignment ended. */
  readonly stoppedAt: Date | null;
  /** Why a person stopped it. */
  readonly stopReason?: string | null;
  readonly decision: ExperimentDecision | null;
  readonly archivedAt: Date | null;
  /** Made by the demo shop's simulated traffic. */
  readonly demo: boolean;
}
