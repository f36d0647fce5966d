import { type DecisionOutcome, decisionOutcome } from "@aisle/contracts/decision";
import type { ClientBase } from "pg";
import { PendingDecisions } from "../experiments/pending-decisions.ts";
import { keyedArms, type StoredArms } from "./decision-arms.ts";
import { readTupleHead, type TupleHead } from "./decision-tuple.ts";
import { addEndpointDays } from "./endpoint-days.ts";
import { latencyBucket } from "./latency-sketch.ts";

const outcomes = decisionOutcome.options;
const minuteMs = 60_000;

interface Minute {
  readonly head: TupleHead;
  readonly minute: number;
  readonly counts: number[];
  totalUs: number;
  readonly latency: Map<number, number>;
}

interface Exposure {
  readonly workspaceId: string;
  readonly experiment: string;
  readonly unit: string;
  readonly arm: string;
  firstAt: number;
  decisionId: string;
}

/**
 * What stored decisions add to `endpoint_minute`, `endpoint_day`, `exposure` and `experiment_pending`. Filled with the tuples of one
 * transaction that are new in `decision`, and stored by that transaction, so that each decision counts once. Samples do not count.
 */
export class DecisionTally {
  readonly #minutes = new Map<string, Minute>();
  readonly #exposures = new Map<string, Exposure>();
  readonly #pending = new PendingDecisions();

  add(tuple: Buffer): void {
    const head = readTupleHead(tuple);
    if (head.sample) return;
    this.#count(head);
    const { workspaceId, arms, at, id } = head;
    if (arms === undefined) return;
    const keyed = keyedArms(JSON.parse(arms) as StoredArms, head.unit);
    if (keyed.length > 0) this.#pending.add(head);
    for (const { experiment, arm, unit } of keyed) {
      // NUL stands in no text of PostgreSQL.
      const key = `${workspaceId}\0${experiment}\0${unit}\0${arm}`;
      const known = this.#exposures.get(key);
      if (known === undefined)
        this.#exposures.set(key, { workspaceId, experiment, unit, arm, firstAt: at, decisionId: id });
      else if (at < known.firstAt || (at === known.firstAt && id < known.decisionId)) {
        known.firstAt = at;
        known.decisionId = id;
      }
    }
  }

  /** Adds all of it to the tables, in the caller's transaction. */
  async store(client: ClientBase): Promise<void> {
    const minutes = [...this.#minutes.values()];
    if (minutes.length > 0) {
      await addEndpointDays(
        client,
        minutes.map(({ head: { workspaceId, endpoint }, minute, counts }) => ({
          workspaceId,
          endpoint,
          at: minute * minuteMs,
          counts,
        })),
      );
      await client.query({
        name: "aisle endpoint minutes",
        text: addMinutes,
        values: [
          minutes.map(({ head }) => head.workspaceId),
          minutes.map(({ head }) => head.endpoint),
          minutes.map(({ head }) => head.versionId),
          minutes.map(({ head }) => head.arm),
          minutes.map(({ minute }) => new Date(minute * minuteMs)),
          ...outcomes.map((_, index) => minutes.map(({ counts }) => counts[index])),
          minutes.map(({ totalUs }) => totalUs),
          minutes.map(({ latency }) => `{${[...latency.keys()].join()}}`),
          minutes.map(({ latency }) => `{${[...latency.values()].join()}}`),
        ],
      });
    }
    const exposures = [...this.#exposures.values()];
    if (exposures.length > 0) {
      await client.query({
        name: "aisle exposures",
        text: addExposures,
        values: [
          exposures.map(({ workspaceId }) => workspaceId),
          exposures.map(({ experiment }) => experiment),
          exposures.map(({ unit }) => unit),
          exposures.map(({ arm }) => arm),
          exposures.map(({ firstAt }) => new Date(firstAt)),
          exposures.map(({ decisionId }) => decisionId),
        ],
      });
    }
    await this.#pending.store(client);
  }

  #count(head: TupleHead): void {
    const minute = Math.floor(head.at / minuteMs);
    const key = JSON.stringify([head.workspaceId, head.endpoint, head.versionId, head.arm, minute]);
    let row = this.#minutes.get(key);
    if (row === undefined) {
      row = { head, minute, counts: outcomes.map(() => 0), totalUs: 0, latency: new Map() };
      this.#minutes.set(key, row);
    }
    const outcome = outcomes.indexOf(head.outcome as DecisionOutcome);
    if (outcome >= 0) row.counts[outcome]!++;
    row.totalUs += head.totalUs;
    const bucket = latencyBucket(head.totalUs);
    row.latency.set(bucket, (row.latency.get(bucket) ?? 0) + 1);
  }
}

// Rows are written in one order everywhere, so that writers that share some wait for each other instead of deadlocking.
const addMinutes = `
  insert into endpoint_minute as kept (workspace_id, endpoint, version_id, arm, minute,
    answered, fell_back, failed, refused, suspended, total_us, latency_buckets, latency_counts)
  select workspace_id, endpoint, version_id, arm, minute, answered, fell_back, failed, refused, suspended, total_us,
    buckets::smallint[], counts::integer[]
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::int[],
      $9::int[], $10::int[], $11::bigint[], $12::text[], $13::text[])
    as t(workspace_id, endpoint, version_id, arm, minute, answered, fell_back, failed, refused, suspended, total_us,
      buckets, counts)
  order by workspace_id, endpoint, minute, version_id, arm
  on conflict (workspace_id, endpoint, minute, version_id, arm) do update set
    answered = kept.answered + excluded.answered, fell_back = kept.fell_back + excluded.fell_back,
    failed = kept.failed + excluded.failed, refused = kept.refused + excluded.refused,
    suspended = kept.suspended + excluded.suspended, total_us = kept.total_us + excluded.total_us,
    (latency_buckets, latency_counts) = (
      select array_agg(bucket order by bucket), array_agg(count order by bucket) from (
        select bucket, sum(count)::integer as count from (
          select * from unnest(kept.latency_buckets, kept.latency_counts)
          union all select * from unnest(excluded.latency_buckets, excluded.latency_counts)
        ) as both_rows (bucket, count) group by bucket) as merged)`;

const addExposures = `
  insert into exposure as kept (workspace_id, experiment, unit, arm, first_at, decision_id)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
    as t(workspace_id, experiment, unit, arm, first_at, decision_id)
  order by workspace_id, experiment, unit, arm
  on conflict (workspace_id, experiment, unit, arm) do update set
    first_at = excluded.first_at, decision_id = excluded.decision_id
  where (excluded.first_at, excluded.decision_id) < (kept.first_at, kept.decision_id)`;
