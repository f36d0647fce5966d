import type { JsonObject } from "@aisle/runtime/json";
import type { Pool, PoolClient } from "pg";
import { timeOfDecisionId } from "../decisions/decision-id.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { clocksOf } from "../workspaces/workspace-settings.ts";

/** Orders looked at in one transaction. */
const maxAtOnce = 2000;
/** Times in an id and in its row differ by what PostgreSQL rounds. */
const toleranceMs = 2;

interface Row {
  readonly ref: string;
  readonly workspace_id: string;
  readonly decision_id: string;
  readonly currency: string;
  readonly at: Date;
  readonly demo: boolean;
  readonly orders: number;
  readonly quantity: string;
  readonly value_minor: string;
  /** Of an order that has an id of its own. */
  readonly order_key: string | null;
  readonly lines: JsonObject | null;
  readonly is_late: boolean;
}

/**
 * Adds orders that name a decision to the days of the endpoint that decided, each once: in one transaction with their removal from what
 * waits. A decision that is not stored yet is looked for again, after a minute at first and less and less often; after two days its
 * orders count for no endpoint. Gives how many rows were looked at.
 */
export async function attributeOrders(pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(
      `select ctid::text as ref, workspace_id, decision_id, currency, at, demo, orders, quantity, value_minor, order_key, lines,
         added_at < now() - interval '2 days' as is_late
       from order_attribution where next_at <= now() order by next_at limit ${maxAtOnce} for update skip locked`,
    );
    if (rows.length === 0) return 0;
    const endpoints = await endpointsOf(client, rows);
    const clocks = await clocksOf(
      client,
      rows.map((row) => row.workspace_id),
    );
    const known = rows.filter((row) => endpoints.has(keyOf(row)));
    await client.query({
      name: "aisle attributed days",
      text: addDays,
      values: [
        known.map((row) => row.workspace_id),
        known.map((row) => clocks(row.workspace_id).day(row.at.getTime())),
        known.map((row) => endpoints.get(keyOf(row))),
        known.map(({ demo }) => demo),
        known.map(({ currency }) => currency),
        known.map(({ orders }) => orders),
        known.map(({ quantity }) => quantity),
        known.map(({ value_minor }) => value_minor),
      ],
    });
    const returnable = known.filter((row) => row.order_key !== null);
    await client.query({
      name: "aisle attributed orders",
      text: addOrders,
      values: [
        returnable.map((row) => row.workspace_id),
        returnable.map((row) => row.order_key),
        returnable.map(({ currency }) => currency),
        returnable.map(({ at }) => at),
        returnable.map((row) => clocks(row.workspace_id).day(row.at.getTime())),
        returnable.map((row) => endpoints.get(keyOf(row))),
        returnable.map(({ demo }) => demo),
        returnable.map(({ value_minor }) => value_minor),
        returnable.map(({ lines }) => JSON.stringify(lines ?? {})),
      ],
    });
    const isOver = (row: Row) =>
      endpoints.has(keyOf(row)) || row.is_late || timeOfDecisionId(row.decision_id) === undefined;
    await client.query("delete from order_attribution where ctid = any($1::tid[])", [
      rows.filter(isOver).map(({ ref }) => ref),
    ]);
    await client.query(
      `update order_attribution set next_at = now() + greatest(interval '1 minute', least(interval '6 hours', now() - added_at))
       where ctid = any($1::tid[])`,
      [rows.filter((row) => !isOver(row)).map(({ ref }) => ref)],
    );
    return rows.length;
  });
}

const keyOf = (row: Pick<Row, "workspace_id" | "decision_id">) => `${row.workspace_id} ${row.decision_id}`;

/** Addresses that decided, by workspace and decision: the time in an id leads to the day in which it is stored. */
async function endpointsOf(client: PoolClient, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const asked = new Map<string, Row & { readonly time: number }>();
  for (const row of rows) {
    const time = timeOfDecisionId(row.decision_id);
    if (time !== undefined) asked.set(keyOf(row), { ...row, time });
  }
  const each = [...asked.values()];
  const { rows: found } = await client.query<{ workspace_id: string; decision_id: string; endpoint: string }>(
    `select a.workspace_id, a.decision_id, d.endpoint
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as a(workspace_id, decision_id, since, until)
     cross join lateral (
       select endpoint from decision
       where workspace_id = a.workspace_id and id = a.decision_id and at >= a.since and at <= a.until and not sample
       limit 1) d`,
    [
      each.map((row) => row.workspace_id),
      each.map((row) => row.decision_id),
      each.map(({ time }) => new Date(time - toleranceMs)),
      each.map(({ time }) => new Date(time + toleranceMs)),
    ],
  );
  return new Map(found.map((row) => [keyOf(row), row.endpoint]));
}

// In one order everywhere, so that two that share a day wait for each other instead of deadlocking.
const addDays = `
  insert into attributed_day as kept (workspace_id, day, endpoint, demo, currency, orders, quantity, value_minor)
  select workspace_id, day, endpoint, demo, currency, sum(orders), sum(quantity), sum(value_minor)
  from unnest($1::text[], $2::date[], $3::text[], $4::boolean[], $5::text[], $6::int[], $7::bigint[], $8::bigint[])
    as t(workspace_id, day, endpoint, demo, currency, orders, quantity, value_minor)
  group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
  on conflict (workspace_id, day, endpoint, demo, currency) do update set
    orders = kept.orders + excluded.orders, quantity = kept.quantity + excluded.quantity,
    value_minor = kept.value_minor + excluded.value_minor`;

const addOrders = `
  insert into attributed_order (workspace_id, order_key, currency, at, day, endpoint, demo, left_minor, lines)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::date[], $6::text[], $7::boolean[], $8::bigint[],
    $9::jsonb[])
  on conflict do nothing`;
