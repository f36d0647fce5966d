import type { Experiment, ExperimentKind, ExperimentSpec, ExperimentState } from "@aisle/contracts/experiment";
import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { Reading } from "@aisle/contracts/reading";

/** Columns of an experiment but for its spec, which lists read a part of. */
export const headColumns = `e.id, e.workspace_id as "workspaceId", e.key, e.name, e.kind, e.state, e.problem,
  e.pipeline_id as "pipelineId", e.version_id as "versionId", e.revision, e.created_by as "createdBy",
  e.created_at as "createdAt", e.started_at as "startedAt", e.stopped_at as "stoppedAt", e.stop_reason as "stopReason", e.decision,
  e.archived_at as "archivedAt", e.demo`;

/** The weights that a bandit had, the oldest first; null of other experiments. */
export const weightsColumn = `case when e.kind = 'bandit' then (select coalesce(jsonb_agg(w.record order by w.at), '[]')
  from experiment_weights w where w.workspace_id = e.workspace_id and w.experiment_id = e.id) end as weights`;

/** What lists need of a spec, taken out by the database: edits may be large. */
export const listedSpec = `jsonb_build_object('hypothesis', e.spec -> 'hypothesis', 'plannedDays', e.spec -> 'plannedDays',
  'method', e.spec -> 'method', 'level', e.spec -> 'level', 'planned', e.spec -> 'planned',
  'arms', (select coalesce(jsonb_agg(jsonb_build_object('key', a -> 'key', 'name', a -> 'name', 'weight', a -> 'weight') order by at), '[]')
    from jsonb_array_elements(e.spec -> 'arms') with ordinality as arm(a, at)),
  'metrics', (select coalesce(jsonb_agg(jsonb_build_object('id', m #> '{metric,id}', 'name', m #> '{metric,name}',
      'better', m #> '{metric,better}', 'unit', m #> '{metric,unit}', 'role', m -> 'role') order by at), '[]')
    from jsonb_array_elements(e.spec -> 'metrics') with ordinality as metric(m, at)))`;

/** An experiment's row but for its spec. */
interface HeadRow extends Omit<Experiment, "spec" | "weights" | "decision" | "kind" | "state"> {
  readonly kind: ExperimentKind;
  readonly state: ExperimentState;
  readonly decision: (Omit<NonNullable<Experiment["decision"]>, "at"> & { readonly at: string }) | null;
}

export interface ExperimentRecord extends HeadRow {
  readonly spec: ExperimentSpec;
  readonly weights: Experiment["weights"] | null;
}

export interface ListedRecord extends HeadRow {
  readonly spec: ListedExperiment["spec"];
  readonly reading: Omit<Reading, "days" | "segments"> | null;
}

/** A time inside JSON is a text there. */
function decisionOf({ decision }: Pick<HeadRow, "decision">): Experiment["decision"] {
  return decision === null ? null : { ...decision, at: new Date(decision.at) };
}

export function experimentOf({ weights, ...row }: ExperimentRecord): Experiment {
  return { ...row, ...(weights == null ? {} : { weights }), decision: decisionOf(row) };
}

export function listedOf(row: ListedRecord): ListedExperiment {
  const { planned, ...spec } = row.spec as ListedExperiment["spec"] & { readonly planned: unknown };
  const known = planned === null ? {} : { planned: planned as NonNullable<ListedExperiment["spec"]["planned"]> };
  return { ...row, spec: { ...spec, ...known }, decision: decisionOf(row) };
}
