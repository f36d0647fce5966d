import type { Experiment, ExperimentKind, ExperimentSpec, ExperimentState } from "@aisle/contracts/experiment";
import type { FoldPosition } from "@aisle/contracts/fold-source";
import type { Pool } from "pg";
import { isOwnSnapshot, snapshotNow, writtenBetween } from "../events/written-between.ts";
import { weightsColumn } from "./experiment-rows.ts";
import { hasPending } from "./take-pending.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const bytesAMinute = 5_000_000;

/** An experiment whose sums can be folded. */
export type FoldableExperiment = Pick<
  Experiment,
  "id" | "key" | "kind" | "state" | "spec" | "startedAt" | "stoppedAt" | "weights"
>;

interface Row {
  readonly id: string;
  readonly key: string;
  readonly kind: ExperimentKind;
  readonly state: ExperimentState;
  readonly spec: ExperimentSpec;
  readonly started_at: Date | null;
  readonly stopped_at: Date | null;
  readonly weights: NonNullable<Experiment["weights"]> | null;
  readonly position: FoldPosition | null;
  readonly folded_at: Date | null;
  /** Bytes of the stored sums. */
  readonly size: string | null;
  /** Whether somebody's data was deleted since. */
  readonly forgets: boolean;
}

/**
 * Experiments of a workspace that are to be folded: those that run, those that stopped or are decided as long as rows still count, and
 * those that somebody must be forgotten in. Where `id` is given that one, whatever its state.
 */
export async function foldableExperiments(
  pool: Pool,
  workspaceId: string,
  now: number,
  id?: string,
): Promise<readonly FoldableExperiment[]> {
  const rows = await foldRows(pool, workspaceId);
  return rows
    .filter((row) => (id === undefined ? isDue(row, now) : row.id === id))
    .map(({ id: experimentId, key, kind, state, spec, started_at, stopped_at, weights }) => ({
      id: experimentId,
      key,
      kind,
      state,
      spec,
      startedAt: started_at,
      stoppedAt: stopped_at,
      ...(weights === null ? {} : { weights }),
    }));
}

/** Whether anything is there that is not folded, or the last reading is an hour old: a new day begins without an event. */
export async function hasUnfolded(pool: Pool, workspaceId: string, now: number): Promise<boolean> {
  // Also those of experiments that are over by now: nothing else takes them.
  if (await hasPending(pool, workspaceId)) return true;
  const due = (await foldRows(pool, workspaceId)).filter((row) => isDue(row, now));
  if (due.length === 0) return false;
  if (
    due.some(
      ({ forgets, position, folded_at }) => forgets || position?.target !== null || now - folded_at!.getTime() > hourMs,
    )
  )
    return true;
  const to = await snapshotNow(pool, workspaceId, ["event", "experiment_decision"]);
  for (const snapshot of new Set(due.map(({ position }) => position!.snapshot))) {
    if (snapshot === null || !(await isOwnSnapshot(pool, snapshot))) return true;
    const { sql, values } = writtenBetween(snapshot, to, 2);
    const { rows } = await pool.query<{ found: boolean }>(
      `select exists (select from experiment_decision where workspace_id = $1 and ${sql})
         or exists (select from event where workspace_id = $1 and ${sql}) as found`,
      [workspaceId, ...values],
    );
    if (rows[0]!.found) return true;
  }
  return false;
}

async function foldRows(pool: Pool, workspaceId: string): Promise<readonly Row[]> {
  const { rows } = await pool.query<Row>(
    `select e.id, e.key, e.kind, e.state, e.spec, e.started_at, e.stopped_at, ${weightsColumn}, f.position, f.folded_at,
       (select b.size from blob b where b.hash = f.blob_hash) as size,
       exists (select from person_erasure p where p.workspace_id = $1 and p.at > f.folded_at) as forgets
     from experiment e left join experiment_fold f on f.workspace_id = e.workspace_id and f.experiment_id = e.id
     where e.workspace_id = $1 and e.kind <> 'import' and (e.state in ('running', 'stopped', 'decided') or f.folded_at is not null)
     order by e.created_at`,
    [workspaceId],
  );
  return rows;
}

function isDue({ state, spec, stopped_at, folded_at, forgets, size, position }: Row, now: number): boolean {
  if (forgets) return true;
  // All of the sums are stored again each time: large ones wait for more to come in. What was interrupted goes on at once.
  const waitMs = Math.min(hourMs, Math.floor(Number(size ?? 0) / bytesAMinute) * minuteMs);
  if (waitMs > 0 && folded_at !== null && position?.target === null && now < folded_at.getTime() + waitMs) return false;
  if (state === "running") return true;
  if ((state !== "stopped" && state !== "decided") || stopped_at === null) return false;
  const windowMs = Math.max(0, ...spec.metrics.map(({ metric }) => metric.windowHours)) * hourMs;
  // Once more when the last window is over: what came in at its end counts.
  return now <= stopped_at.getTime() + windowMs + hourMs || folded_at === null || folded_at < stopped_at;
}
