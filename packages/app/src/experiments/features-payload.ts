import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Json } from "@aisle/runtime/json";
import { holdoutSeed } from "../serving/endpoint-arms.ts";

/** Units of one attribute that a rule is for: those whose hash lies in one of the ranges. */
interface FeatureFilter {
  readonly attribute: string;
  readonly seed: string;
  readonly hashVersion: 1 | 2;
  readonly ranges: readonly (readonly [number, number])[];
}

/** An experiment as GrowthBook's SDKs run it. */
interface FeatureRule {
  readonly key: string;
  readonly name: string;
  readonly seed: string;
  readonly hashAttribute: string;
  readonly hashVersion: 2;
  readonly coverage: number;
  readonly weights: readonly number[];
  readonly variations: readonly Json[];
  readonly meta: readonly { readonly key: string; readonly name: string }[];
  readonly namespace?: readonly [name: string, start: number, end: number];
  readonly filters?: readonly FeatureFilter[];
}

/** What `GET /api/features/<client key>` answers, in the format of GrowthBook's SDK payload. */
export interface FeaturesPayload {
  readonly status: 200;
  readonly features: {
    readonly [key: string]: { readonly defaultValue: Json; readonly rules: readonly FeatureRule[] };
  };
  /** ISO 8601 */
  readonly dateUpdated: string;
}

/**
 * The experiments that a front end assigns, as an SDK runs them: the same hashing as on the endpoints, so that a unit has one arm wherever
 * it is asked for. What an experiment is for stays here: names of arms are all that is said of it.
 */
export function featuresPayload(
  workspaceId: string,
  running: readonly Experiment[],
  holdoutShare: number,
): FeaturesPayload {
  const external = running.filter(({ kind, state }) => kind === "external" && state === "running");
  const latest = Math.max(0, ...external.map(({ startedAt }) => startedAt?.getTime() ?? 0));
  return {
    status: 200,
    features: Object.fromEntries(
      external.map((experiment) => {
        const values = valuesOf(experiment.spec);
        return [experiment.key, { defaultValue: values[0]!, rules: [ruleOf(workspaceId, experiment, holdoutShare)] }];
      }),
    ),
    dateUpdated: new Date(latest).toISOString(),
  };
}

function ruleOf(workspaceId: string, { key, name, spec }: Experiment, holdoutShare: number): FeatureRule {
  const { arms, coverage, group, unit } = spec;
  const attribute = unit.stickyField ?? unit.field;
  return {
    key,
    name,
    seed: key,
    hashAttribute: attribute,
    hashVersion: 2,
    coverage,
    weights: arms.map(({ weight }) => weight),
    variations: valuesOf(spec),
    meta: arms.map((arm) => ({ key: arm.key, name: arm.name })),
    ...(group === undefined ? {} : { namespace: [group.name, ...group.range] as const }),
    ...(holdoutShare > 0 ? { filters: filtersOf(attribute, workspaceId, group, holdoutShare) } : {}),
  };
}

/** Where an SDK sees filters it leaves the namespace out: the group is said as one of them too. */
function filtersOf(
  attribute: string,
  workspaceId: string,
  group: ExperimentSpec["group"],
  holdoutShare: number,
): readonly FeatureFilter[] {
  return [
    { attribute, seed: `holdout:${holdoutSeed(workspaceId)}`, hashVersion: 2, ranges: [[holdoutShare, 1]] },
    ...(group === undefined
      ? []
      : [{ attribute, seed: `__${group.name}`, hashVersion: 1, ranges: [group.range] } as const]),
  ];
}

function valuesOf({ arms }: ExperimentSpec): readonly Json[] {
  return arms.map(({ key, value }) => value ?? key);
}
