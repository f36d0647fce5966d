import type { AuditActor } from "@aisle/contracts/audit";
import type { Experiment } from "@aisle/contracts/experiment";
import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { HoldoutSetting, ValueRecords } from "@aisle/contracts/value-records";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { holdoutKey, holdoutSpec, isHoldoutOf } from "./holdout-spec.ts";

export interface TurnHoldoutsDeps {
  readonly value: Pick<ValueRecords, "holdouts">;
  readonly experiments: Pick<ExperimentRecords, "active" | "create" | "find" | "change">;
  readonly records: Pick<PipelineRecords, "endpoints" | "version" | "versions">;
  readonly registries: Registries;
  readonly timeZone: (workspaceId: string) => Promise<string>;
  readonly newId: (prefix: string) => string;
}

/**
 * Gives each endpoint with a holdout the experiment of this month, and ends those of another month or another setting: every month
 * draws its units again, so that nobody gets the plain answer permanently. Any number of times; what somebody stopped begins again with the
 * next month. Returns the ids of experiments that now wait to be started.
 */
export async function turnHoldouts(by: AuditActor, now: Date, deps: TurnHoldoutsDeps): Promise<readonly string[]> {
  const { workspaceId } = by;
  const { value, experiments, records } = deps;
  const [settings, active] = await Promise.all([value.holdouts(workspaceId), experiments.active(workspaceId)]);
  const running = active.filter(({ kind }) => kind === "holdout");
  if (settings.length === 0 && running.length === 0) return [];
  const month = new ZoneClock(await deps.timeZone(workspaceId)).day(now.getTime()).slice(0, 7);
  const wanted = new Map(settings.map((setting) => [holdoutKey(setting, month), setting]));
  for (const experiment of running) {
    if (wanted.delete(experiment.key)) continue;
    const why = settings.some(({ pipelineId }) => pipelineId === experiment.pipelineId)
      ? "The next month or another holdout began."
      : "The holdout was taken away.";
    await end(by, experiment, why, now, experiments);
  }
  const begun: string[] = [];
  if (wanted.size === 0) return begun;
  const live = new Map((await records.endpoints(workspaceId)).map((one) => [one.pipelineId, one]));
  for (const [key, setting] of wanted) {
    const endpoint = live.get(setting.pipelineId);
    const id = endpoint && (await begin(by, key, setting, { ...endpoint, month }, deps));
    if (id !== undefined) begun.push(id);
  }
  return begun;
}

async function begin(
  by: AuditActor,
  key: string,
  setting: HoldoutSetting,
  {
    activeVersionId,
    pipelineName,
    month,
  }: { readonly activeVersionId: string; readonly pipelineName: string; readonly month: string },
  { experiments, records, registries, newId }: TurnHoldoutsDeps,
): Promise<string | undefined> {
  const { workspaceId } = by;
  const [version, versions] = await Promise.all([
    records.version(workspaceId, activeVersionId),
    records.versions(workspaceId, setting.pipelineId),
  ]);
  const baseline = versions.find(({ id }) => id === setting.versionId);
  // The live version against itself measures nothing; it is measured again once another one is live.
  if (version === undefined || baseline === undefined || isHoldoutOf(version, setting)) return undefined;
  const id = newId("exp");
  const spec = holdoutSpec(version.graph, registries.for(workspaceId).manifests, setting, baseline.number);
  const name = `Holdout of ${pipelineName}, ${month}`;
  const made = { id, key, name, kind: "holdout", pipelineId: setting.pipelineId, versionId: version.id, spec } as const;
  // Its key is there already where it was refused, or where somebody stopped it: that stands for the rest of the month.
  if (!(await experiments.create(by, made))) return undefined;
  const created = await experiments.find(workspaceId, id);
  if (created === undefined) return undefined;
  await experiments.change(by, id, created.revision, ["draft"], { state: "starting" });
  return id;
}

async function end(
  by: AuditActor,
  { id, revision, state }: Experiment,
  stopReason: string,
  stoppedAt: Date,
  experiments: TurnHoldoutsDeps["experiments"],
): Promise<void> {
  const change =
    state === "starting" ? ({ state: "draft" } as const) : ({ state: "stopped", stoppedAt, stopReason } as const);
  await experiments.change(by, id, revision, [state], change);
}
