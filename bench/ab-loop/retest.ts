import { ExperimentFold } from "@aisle/app/experiments/fold/experiment-fold";
import { RowTaker } from "@aisle/app/experiments/fold/row-taker";
import { readExperiment } from "@aisle/app/experiments/read/read-experiment";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldDecision, FoldEvent } from "@aisle/contracts/fold-source";
import { assign } from "@aisle/stats/assignment/assign";
import type pg from "pg";

/** What was logged of sessions that all saw the same shelf. */
export interface LoggedTraffic {
  readonly decisions: readonly FoldDecision[];
  readonly events: readonly FoldEvent[];
}

/** So many are read again for each test. */
const maxSessions = 20_000;

/** Reads sessions of the control arms of some experiments, with their clicks. */
export async function controlTraffic(database: pg.Client, workspaceId: string): Promise<LoggedTraffic> {
  const decisions = await database.query(
    `select decision_id as id, at, unit_of.value ->> 1 as own_unit, unit, outcome, total_us, facts
     from experiment_decision, jsonb_each(arms) as unit_of(experiment, value)
     where workspace_id = $1 and experiment like 'lift-%' and coalesce(value ->> 0, value #>> '{}') = 'a'
     order by at, decision_id limit ${maxSessions}`,
    [workspaceId],
  );
  const units = new Map<string, string>();
  const traffic: FoldDecision[] = decisions.rows.map((row) => {
    const unit: string = row.own_unit ?? row.unit;
    units.set(row.id, unit);
    const { id, outcome, facts } = row;
    return { id, at: row.at.getTime(), unit, arm: "", outcome, totalMs: row.total_us / 1000, facts };
  });
  const events = await database.query(
    `select message_id as id, at, received_at, name, shopper_id, session_id, payload, decision_id
     from event where workspace_id = $1 and message_id like 'click-lift-%' order by at, message_id`,
    [workspaceId],
  );
  return {
    decisions: traffic,
    events: events.rows.flatMap((row) => {
      const decisionUnit = units.get(row.decision_id);
      if (decisionUnit === undefined) return [];
      const { id, name, payload } = row;
      return [{ id, at: row.at.getTime(), receivedAt: row.received_at.getTime(), name, payload, decisionUnit }];
    }),
  };
}

/**
 * The p-value of an A/A test: the logged sessions are assigned again by a seed, their logged rows folded and read as those of any
 * experiment. All saw the same, so that whatever differs is chance.
 */
export function retest({ decisions, events }: LoggedTraffic, spec: ExperimentSpec, seed: string): number {
  const fold = ExperimentFold.for(spec);
  const taker = new RowTaker(fold, spec, (id) => [id]);
  const { arms } = spec;
  const plan = { seed, variations: arms.length, weights: arms.map(({ weight }) => weight) };
  for (const decision of decisions) {
    const { variation } = assign(decision.unit, plan);
    taker.decision({ ...decision, arm: arms[variation]!.key });
  }
  const noCost = () => undefined;
  for (const event of events) taker.byDecision(event, noCost);
  const reading = readExperiment(
    fold,
    { kind: "test", spec, startedAt: null, stoppedAt: null },
    { at: Date.now(), timeZone: "UTC" },
  );
  const effect = reading.metrics[0]!.effects[0]!;
  if ("reason" in effect) throw new Error(`${seed} could not be read: ${effect.reason}`);
  return effect.fixed.pValue;
}
