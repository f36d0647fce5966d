import type { Experiment, ExperimentState } from "@aisle/contracts/experiment";
import type { ExperimentChange } from "@aisle/contracts/experiment-records";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { ExperimentGraphs } from "./experiment-faults.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";

type Records = Pick<ExperimentsPorts, "experiments">;

/** An experiment of the caller's workspace; throws `experiment.not-found`. */
export async function findExperiment({ experiments }: Records, caller: Caller, id: string): Promise<Experiment> {
  const experiment = await experiments.find(caller.workspaceId, id);
  if (experiment === undefined)
    throw new AisleError("experiment.not-found", "There is no such experiment.", { experimentId: id });
  return experiment;
}

/** Changes what was read; throws `experiment.changed-meanwhile` where someone else did first. */
export async function changeExperiment(
  { experiments }: Records,
  caller: Caller,
  { id, revision, state }: Pick<Experiment, "id" | "revision" | "state">,
  change: ExperimentChange,
): Promise<number> {
  const changed = await experiments.change(auditActor(caller), id, revision, [state], change);
  if (changed === undefined)
    throw new AisleError("experiment.changed-meanwhile", "Someone else changed this experiment meanwhile.", {
      experimentId: id,
    });
  return changed;
}

/** Throws `experiment.refused` with every reason, where there is one. */
export function refuseFor(reasons: readonly string[]): void {
  if (reasons.length > 0) throw new AisleError("experiment.refused", reasons.join(" "), { reasons: [...reasons] });
}

/** Throws unless an experiment is in one of some states. */
export function requireState(
  { state }: Pick<Experiment, "state">,
  states: readonly ExperimentState[],
  act: string,
): void {
  refuseFor(states.includes(state) ? [] : [`It is ${state}: it can be ${act} while it is ${states.join(" or ")}.`]);
}

/** The version that an experiment is made for, and those that its arms are; undefined where its version is gone. */
export async function experimentGraphs(
  { records, registries }: Pick<ExperimentsPorts, "records" | "registries">,
  { workspaceId }: Caller,
  { versionId, spec }: Pick<Experiment, "versionId" | "spec">,
): Promise<ExperimentGraphs | undefined> {
  if (versionId === null) return undefined;
  const ids = [...new Set(spec.arms.flatMap((arm) => arm.versionId ?? []))];
  const [version, ...others] = await Promise.all([versionId, ...ids].map((id) => records.version(workspaceId, id)));
  if (version === undefined) return undefined;
  const ofArm = new Map(ids.map((id, at) => [id, others[at]]));
  return { version, ofArm, manifests: registries.for(workspaceId).manifests };
}
