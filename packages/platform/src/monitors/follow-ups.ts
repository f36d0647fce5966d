import {
  type FollowedDecision,
  type Follows,
  type FollowUp,
  followMs,
  followUps as followUpsByName,
  isAnswer,
  type MonitoredDecision,
} from "@aisle/contracts/monitor-source";
import type { Pool } from "pg";
import { timeOfDecisionId } from "../decisions/decision-id.ts";
import { writtenBetween } from "../events/written-between.ts";
import { type DecisionRow, decisionColumns, decisionOf } from "./decision-row.ts";

/** Times in an id and in its row differ by what PostgreSQL rounds. */
const toleranceMs = 2;

/** An event that may be a follow-up. */
export interface NamingRow {
  readonly message_id: string;
  readonly at: Date;
  readonly received_at: Date;
  /** In lower case with single spaces, where it names a decision. */
  readonly follows: string | null;
  readonly decision_id: string | null;
}

/** Names are compared in lower case with single spaces. */
export const namedEvent = (of: string): string => String.raw`lower(regexp_replace(btrim(${of}.name), '\s+', ' ', 'g'))`;

const names = new Map<string, FollowUp>(Object.entries(followUpsByName));
/** When an event happened: none did after it arrived. */
const happened = "least(o.at, o.received_at)";

/**
 * What events are of the answers that they name, by place among them. Of each kind the first of an answer counts, and only within
 * `followMs`: an event is that unless another was folded before (up to the snapshot `from`), or is folded before it (by time and id).
 * Answers are those that were committed up to `to`, without samples.
 */
export async function followsOf(
  pool: Pool,
  workspaceId: string,
  { from, to }: { readonly from: string | null; readonly to: string },
  rows: readonly NamingRow[],
): Promise<readonly (Follows | undefined)[]> {
  const found: (Follows | undefined)[] = rows.map(() => undefined);
  const answers = await answersOf(pool, workspaceId, to, rows);
  const asked = rows.flatMap((row, place) => {
    const answer = row.follows === null ? undefined : answers.get(row.decision_id!);
    if (answer === undefined) return [];
    const until = answer.at.getTime() + followMs;
    return Math.min(row.at.getTime(), row.received_at.getTime()) > until ? [] : [{ place, row, until, answer }];
  });
  if (asked.length === 0) return found;
  const { rows: firsts } = await pool.query<{ nth: string }>({
    name: "aisle first follow-ups",
    text: selectFirsts,
    values: [
      workspaceId,
      asked.map(({ row }) => row.at),
      asked.map(({ row }) => row.message_id),
      asked.map(({ row }) => row.decision_id),
      asked.map(({ row }) => row.follows),
      asked.map(({ until }) => new Date(until)),
      from,
      to,
    ],
  });
  const decisions = new Map<DecisionRow, FollowedDecision>();
  for (const { nth } of firsts) {
    const { place, row, answer } = asked[Number(nth) - 1]!;
    const decision = decisions.get(answer) ?? decisionOf(answer);
    decisions.set(answer, decision);
    found[place] = { what: names.get(row.follows!)!, decision };
  }
  return found;
}

/** What followed these decisions and was committed up to a snapshot, in the order of time and id. */
export async function followUps(
  pool: Pool,
  workspaceId: string,
  to: string,
  decisions: readonly MonitoredDecision[],
): Promise<readonly Follows[]> {
  const answers = new Map(decisions.filter(isAnswer).map((decision) => [decision.id, decision] as const));
  if (answers.size === 0) return [];
  const { sql, values } = writtenBetween(undefined, to, 5, "o.written_by");
  const { rows } = await pool.query<{ decision_id: string; follows: string }>(
    `select decision_id, follows from (
       select distinct on (o.decision_id, ${namedEvent("o")}) o.decision_id, ${namedEvent("o")} as follows, o.at, o.message_id
       from unnest($2::text[], $3::timestamptz[]) as a (id, until)
       join event o on o.workspace_id = $1 and o.decision_id = a.id and ${happened} <= a.until
       where o.name is not null and ${namedEvent("o")} = any($4) and ${sql}
       order by o.decision_id, ${namedEvent("o")}, o.at, o.message_id) as firsts
     order by at, message_id`,
    [
      workspaceId,
      [...answers.keys()],
      [...answers.values()].map(({ at }) => new Date(at + followMs)),
      [...names.keys()],
      ...values,
    ],
  );
  return rows.map(({ decision_id: id, follows }) => ({ what: names.get(follows)!, decision: answers.get(id)! }));
}

/** Rows of the decisions that events name and that answered: the time in an id leads to its day. */
async function answersOf(
  pool: Pool,
  workspaceId: string,
  to: string,
  rows: readonly NamingRow[],
): Promise<ReadonlyMap<string, DecisionRow>> {
  const asked = new Map<string, number>();
  for (const { follows, decision_id: id } of rows) {
    const time = follows === null || id === null ? undefined : timeOfDecisionId(id);
    if (time !== undefined) asked.set(id!, time);
  }
  if (asked.size === 0) return new Map();
  const times = [...asked.values()];
  const { rows: found } = await pool.query<DecisionRow>({
    name: "aisle followed decisions",
    text: selectAnswers,
    values: [
      workspaceId,
      [...asked.keys()],
      times.map((time) => new Date(time - toleranceMs)),
      times.map((time) => new Date(time + toleranceMs)),
      to,
    ],
  });
  return new Map(found.filter(isAnswer).map((row) => [row.id, row]));
}

/** Names of events that are follow-ups. */
export const followUpNames: readonly string[] = [...names.keys()];

const selectAnswers = `
  select d.* from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) as a (id, since, until)
  cross join lateral (
    select ${decisionColumns} from decision
    where workspace_id = $1 and id = a.id and at >= a.since and at <= a.until and not sample
      and pg_visible_in_snapshot(written_by::text::xid8, $5::pg_snapshot)
    limit 1) as d`;

const visible = (snapshot: string) => `pg_visible_in_snapshot(o.written_by::text::xid8, ${snapshot}::pg_snapshot)`;
const selectFirsts = `
  select a.nth from unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) with ordinality
    as a (at, message_id, decision_id, name, until, nth)
  where not exists (
    select from event o
    where o.workspace_id = $1 and o.decision_id = a.decision_id and ${namedEvent("o")} = a.name and ${happened} <= a.until
      and (($7::text is not null and ${visible("$7")})
        or ((o.at, o.message_id) < (a.at, a.message_id) and ${visible("$8")})))
  order by a.nth`;
