import type { AuditActor } from "@aisle/contracts/audit";
import type { Experiment } from "@aisle/contracts/experiment";
import type { ExperimentChange, ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { Version } from "@aisle/contracts/version";
import { AisleError } from "@aisle/runtime/errors";
import type { ArmsCheck } from "./check-arms.ts";

/** What became of an experiment when it was started, or when another version became live. */
export type Followed = "started" | "moved" | "refused" | "stopped" | "nothing";

export interface FollowDeps {
  readonly records: Pick<ExperimentRecords, "find" | "change" | "active">;
  /** The live version of a pipeline; undefined where nothing is live any more. */
  readonly liveVersion: (workspaceId: string, pipelineId: string) => Promise<Version | undefined>;
  readonly check: (version: Version, experiment: Experiment, others: readonly Experiment[]) => Promise<ArmsCheck>;
  readonly now: () => Date;
}

/**
 * Brings an experiment in line with the version that is live: one that is starting begins when its arms pass, one that runs goes on
 * with its arms made on the version, or stops with the reason where they do not fit it. Any number of times, and at any time:
 * what was changed meanwhile is left to the next call. Throws `publish.waiting` where something outside was away.
 */
export async function followVersion(
  by: AuditActor,
  id: string,
  { records, liveVersion, check, now }: FollowDeps,
): Promise<Followed> {
  const experiment = await records.find(by.workspaceId, id);
  if (experiment === undefined || experiment.pipelineId === null) return "nothing";
  const { state, pipelineId, revision } = experiment;
  if (state !== "starting" && state !== "running") return "nothing";
  const version = await liveVersion(by.workspaceId, pipelineId);
  if (state === "running" && version !== undefined && version.id === experiment.versionId) return "nothing";
  const outcome = version === undefined ? nothingLive : await checkOn(version, experiment);
  if (!outcome.ok && outcome.waiting !== undefined)
    throw new AisleError("publish.waiting", outcome.waiting, { experimentId: id });
  if (outcome.ok) {
    const begun = state === "starting" ? ({ state: "running", startedAt: now() } as const) : {};
    const change: ExperimentChange = { ...begun, versionId: version!.id, problem: null };
    const done = await records.change(by, id, revision, [state], change);
    return done === undefined ? "nothing" : state === "starting" ? "started" : "moved";
  }
  const problem = outcome.reasons.join(" ");
  const change =
    state === "starting"
      ? ({ state: "draft", problem } as const)
      : ({ state: "stopped", stoppedAt: now(), stopReason: stoppedMessage(version, problem) } as const);
  const done = await records.change(by, id, revision, [state], change);
  return done === undefined ? "nothing" : state === "starting" ? "refused" : "stopped";

  async function checkOn(live: Version, one: Experiment): Promise<ArmsCheck> {
    const others = (await records.active(by.workspaceId, one.pipelineId!)).filter(
      (other) => other.id !== id && other.state === "running" && other.versionId === live.id,
    );
    return check(live, one, others);
  }
}

const nothingLive: ArmsCheck = { ok: false, reasons: ["Nothing is live on this pipeline any more."] };

function stoppedMessage(version: Version | undefined, problem: string): string {
  return version === undefined ? problem : `Stopped when version ${version.number} became live. ${problem}`;
}
