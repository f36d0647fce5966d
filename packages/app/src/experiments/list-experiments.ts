import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { Caller } from "../access/caller.ts";
import { dayOf, dayOfPlan, leaderOf, verdictOf } from "./experiment-verdict.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { ExperimentRow } from "./experiments-shapes.ts";
import { unitsRead } from "./units-read.ts";

type Names = ReadonlyMap<string, NonNullable<ExperimentRow["pipeline"]>>;

/** The experiments of a workspace as its list shows them. */
export async function listExperiments(
  ports: ExperimentsPorts,
  { workspaceId }: Caller,
  query: Parameters<ExperimentsPorts["experiments"]["list"]>[1],
): Promise<readonly ExperimentRow[]> {
  const [listed, pipelines] = await Promise.all([
    ports.experiments.list(workspaceId, query),
    ports.records.list(workspaceId),
  ]);
  const names: Names = new Map(pipelines.map(({ id, name, slug }) => [id, { id, name, slug }]));
  const now = new Date();
  return listed.map((experiment) => experimentRow(experiment, names, now));
}

/** A row of the list; its page begins with the same. */
export function experimentRow(experiment: ListedExperiment, names: Names, now: Date): ExperimentRow {
  const { spec, reading, startedAt, stoppedAt, pipelineId } = experiment;
  const leader = reading === null ? undefined : leaderOf(spec, reading);
  const day = dayOf(experiment, now);
  return {
    id: experiment.id,
    key: experiment.key,
    name: experiment.name,
    kind: experiment.kind,
    state: experiment.state,
    pipeline: names.get(pipelineId ?? "") ?? null,
    arms: spec.arms,
    createdAt: experiment.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    stoppedAt: stoppedAt?.toISOString() ?? null,
    day,
    dayOfPlan: day === null ? null : dayOfPlan(day, spec.plannedDays),
    plannedDays: spec.plannedDays,
    units: unitsRead(reading),
    verdict: verdictOf(experiment, reading, now),
    primary:
      leader === undefined
        ? null
        : { name: leader.metric, estimate: leader.estimate, ...leader.interval, verdict: leader.verdict },
    archived: experiment.archivedAt !== null,
    demo: experiment.demo,
  };
}
