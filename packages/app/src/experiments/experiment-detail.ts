import type { Experiment, ExperimentSpec } from "@aisle/contracts/experiment";
import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { Reading } from "@aisle/contracts/reading";
import type { Caller } from "../access/caller.ts";
import { may } from "../access/role.ts";
import { collisionsOf } from "./collisions.ts";
import { changesOf, type ExperimentGraphs } from "./experiment-faults.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { ArmDetail, ExperimentAnnotation, ExperimentDetail } from "./experiments-shapes.ts";
import { experimentGraphs, findExperiment } from "./find-experiment.ts";
import { isOnAxis } from "./is-on-axis.ts";
import { experimentRow } from "./list-experiments.ts";
import { eventWarnings } from "./metric-choices.ts";

const maxAlerts = 50;

/** Everything that an experiment's page shows. */
export async function experimentDetail(ports: ExperimentsPorts, caller: Caller, id: string): Promise<ExperimentDetail> {
  const { workspaceId } = caller;
  const experiment = await findExperiment(ports, caller, id);
  const { pipelineId, versionId, spec, decision } = experiment;
  const [reading, graphs, pipeline, versions, holdoutShare, names, collisions] = await Promise.all([
    ports.experiments.reading(workspaceId, id),
    experimentGraphs(ports, caller, experiment),
    pipelineId === null ? undefined : ports.records.listed(workspaceId, pipelineId),
    pipelineId === null ? [] : ports.records.versions(workspaceId, pipelineId),
    ports.experiments.holdoutShare(workspaceId),
    // Once it runs its readings say what never came.
    experiment.state === "draft" ? ports.history.eventNames(workspaceId) : undefined,
    collisionsOf(ports, caller, experiment),
  ]);
  const known = pipeline === undefined ? [] : [[pipeline.id, pipeline] as const];
  const row = experimentRow(
    listedOf(experiment, reading ?? null),
    new Map(known.map(([key, { id, name, slug }]) => [key, { id, name, slug }])),
    new Date(),
  );
  const { arms, ...restOfSpec } = spec;
  const by = decision?.by == null ? undefined : (await ports.people([decision.by])).get(decision.by);
  return {
    ...row,
    revision: experiment.revision,
    versionId,
    versionNumber: versions.find((version) => version.id === versionId)?.number ?? null,
    liveNumber: pipeline?.live == null || pipeline.live.versionId === versionId ? null : pipeline.live.number,
    spec: restOfSpec,
    arms: arms.map((arm) => armDetail(arm, graphs)),
    problem: experiment.problem,
    stopReason: experiment.stopReason ?? null,
    warnings:
      names === undefined
        ? []
        : eventWarnings(
            spec.metrics.map(({ metric }) => metric),
            names,
          ),
    reading: reading ?? null,
    weights: experiment.weights ?? [],
    annotations: [
      ...ownAnnotations(experiment),
      ...published(experiment, versions),
      ...(await loaded(ports, experiment)),
      ...(await alerted(ports, experiment, pipeline?.slug ?? undefined)),
    ].sort((a, b) => a.at.localeCompare(b.at)),
    decision: decision === null ? null : { ...decision, by: by?.name ?? null, at: decision.at.toISOString() },
    collisions,
    holdoutShare,
    can: can(caller, experiment),
  };
}

/** An experiment as lists have it: what they read by the database is made of the whole here. */
function listedOf({ spec, ...experiment }: Experiment, reading: Reading | null): ListedExperiment {
  const { hypothesis, plannedDays, method, level, planned, arms, metrics } = spec;
  return {
    ...experiment,
    spec: {
      hypothesis,
      plannedDays,
      method,
      level,
      ...(planned === undefined ? {} : { planned }),
      arms: arms.map(({ key, name, weight }) => ({ key, name, weight })),
      metrics: metrics.map(({ role, metric: { id, name, better, unit } }) => ({ id, name, better, unit, role })),
    },
    reading,
  };
}

function armDetail(arm: ExperimentSpec["arms"][number], graphs: ExperimentGraphs | undefined): ArmDetail {
  if (graphs === undefined) return { ...arm, changes: [], nodes: [] };
  const { changes, nodes, refused } = changesOf(arm, graphs);
  return { ...arm, changes: changes.length > 0 ? changes : refused, nodes };
}

function can(caller: Caller, { state, archivedAt }: Experiment): ExperimentDetail["can"] {
  const allowed = may(caller.role, "experiment") && archivedAt === null;
  return {
    edit: allowed && (state === "draft" || state === "running"),
    start: allowed && state === "draft",
    stop: allowed && (state === "running" || state === "starting"),
    decide: allowed && (state === "running" || state === "stopped"),
    archive: may(caller.role, "experiment") && state !== "running" && state !== "starting",
  };
}

function ownAnnotations({
  startedAt,
  stoppedAt,
  stopReason,
  decision,
  spec,
}: Experiment): readonly ExperimentAnnotation[] {
  const { promotedAt, arm } = decision ?? {};
  const promoted = spec.arms.find(({ key }) => key === arm)?.name ?? "";
  const note = (at: Date | null | undefined, kind: ExperimentAnnotation["kind"], text: string) =>
    at == null ? [] : [{ at: at.toISOString(), kind, text }];
  return [
    ...note(startedAt, "started", "Started"),
    ...note(stoppedAt, "stopped", stopReason == null ? "Stopped" : `Stopped: ${stopReason}`),
    ...note(decision?.at, "decided", decision?.reason ?? ""),
    ...note(promotedAt === undefined ? null : new Date(promotedAt), "promoted", `Promoted ${promoted}`),
  ];
}

function published(
  experiment: Experiment,
  versions: readonly { readonly number: number; readonly status: string; readonly createdAt: Date }[],
): readonly ExperimentAnnotation[] {
  return versions
    .filter(({ status, createdAt }) => status === "ready" && isOnAxis(experiment, createdAt.getTime()))
    .map(({ number, createdAt }) => ({ at: createdAt.toISOString(), kind: "published", text: `Version ${number}` }));
}

/** Files of products and of stock that were imported meanwhile. */
async function loaded({ loads }: ExperimentsPorts, experiment: Experiment): Promise<readonly ExperimentAnnotation[]> {
  if (experiment.startedAt === null) return [];
  const files = await loads.between(experiment.workspaceId, experiment.startedAt.getTime(), Date.now() + 1);
  return files
    .filter(({ at }) => isOnAxis(experiment, at))
    .map(({ kind, fileName, at }) => ({
      at: new Date(at).toISOString(),
      kind: "catalogue",
      text: `${kind === "stock" ? "Stock" : "Catalogue"} load ${fileName}`.trim(),
    }));
}

/** Alerts of the endpoint that began meanwhile. */
async function alerted(
  { alerts }: ExperimentsPorts,
  experiment: Experiment,
  slug: string | undefined,
): Promise<readonly ExperimentAnnotation[]> {
  if (experiment.startedAt === null || slug === undefined) return [];
  const subject = { kind: "endpoint", name: slug } as const;
  const latest = await alerts.list(experiment.workspaceId, { subject, limit: maxAlerts });
  return latest
    .filter(({ since }) => isOnAxis(experiment, since))
    .map(({ since, title }) => ({ at: new Date(since).toISOString(), kind: "alert", text: title }));
}
