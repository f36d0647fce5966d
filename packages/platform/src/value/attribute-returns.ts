import type { OrderRefund } from "@aisle/contracts/event";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../postgres/with-client.ts";
import { type OrderRest, refundIn, takeReturn } from "./take-return.ts";

/** Returns looked at in one transaction. */
const maxAtOnce = 2000;

interface ReturnRow {
  readonly ref: string;
  readonly workspace_id: string;
  readonly order_key: string;
  readonly refund: OrderRefund;
  readonly is_late: boolean;
}

interface OrderRow {
  readonly workspace_id: string;
  readonly order_key: string;
  readonly currency: string;
  readonly day: string;
  readonly endpoint: string;
  readonly demo: boolean;
  readonly left_minor: string;
  readonly lines: OrderRest["lines"];
  readonly is_returned: boolean;
}

/** An order whose returns are being taken off. */
interface OpenOrder extends Omit<OrderRow, "left_minor" | "lines" | "is_returned"> {
  rest: OrderRest;
  isReturned: boolean;
  /** What this round took. */
  takenMinor: number;
  newReturns: number;
}

/**
 * Takes returns off the days of the orders that they belong to, each once: in one transaction with their removal from what waits. A return
 * of an order that was counted for no endpoint is looked for again for two days, since orders come late, and is let go then. Gives how
 * many returns were looked at.
 */
export async function attributeReturns(pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<ReturnRow>(
      `select ctid::text as ref, workspace_id, order_key, refund, added_at < now() - interval '2 days' as is_late
       from order_return where next_at <= now() order by next_at, at, message_id limit ${maxAtOnce} for update skip locked`,
    );
    if (rows.length === 0) return 0;
    const orders = await ordersOf(client, rows);
    for (const row of rows) takeOff(orders.get(keyOf(row)) ?? [], row.refund);
    await storeOrders(
      client,
      [...orders.values()].flat().filter(({ takenMinor }) => takenMinor > 0),
    );
    const isOver = (row: ReturnRow) => orders.has(keyOf(row)) || row.is_late;
    await client.query("delete from order_return where ctid = any($1::tid[])", [
      rows.filter(isOver).map(({ ref }) => ref),
    ]);
    await client.query(
      `update order_return set next_at = now() + greatest(interval '1 minute', least(interval '6 hours', now() - added_at))
       where ctid = any($1::tid[])`,
      [rows.filter((row) => !isOver(row)).map(({ ref }) => ref)],
    );
    return rows.length;
  });
}

const keyOf = ({ workspace_id, order_key }: Pick<OrderRow, "workspace_id" | "order_key">) =>
  `${workspace_id} ${order_key}`;

/** In one order everywhere, so that two that share an order wait for each other instead of deadlocking. */
async function ordersOf(client: PoolClient, rows: readonly ReturnRow[]): Promise<ReadonlyMap<string, OpenOrder[]>> {
  const { rows: found } = await client.query<OrderRow>(
    `select workspace_id, order_key, currency, to_char(day, 'YYYY-MM-DD') as day, endpoint, demo, left_minor, lines, is_returned
     from attributed_order
     where (workspace_id, order_key) in (select * from unnest($1::text[], $2::text[]))
     order by workspace_id, order_key, currency for update`,
    [rows.map((row) => row.workspace_id), rows.map((row) => row.order_key)],
  );
  const orders = new Map<string, OpenOrder[]>();
  for (const { left_minor, lines, is_returned: isReturned, ...of } of found) {
    const rest = { leftMinor: Number(left_minor), lines };
    const order = { ...of, rest, isReturned, takenMinor: 0, newReturns: 0 };
    orders.set(keyOf(of), [...(orders.get(keyOf(of)) ?? []), order]);
  }
  return orders;
}

function takeOff(order: readonly OpenOrder[], refund: OrderRefund): void {
  let isNew = order.every(({ isReturned }) => !isReturned);
  for (const part of order) {
    const own = refundIn(refund, part.currency, order.length === 1);
    if (own === undefined) continue;
    const { takenMinor, ...rest } = takeReturn(part.rest, own);
    part.rest = rest;
    if (takenMinor === 0) continue;
    part.takenMinor += takenMinor;
    part.isReturned = true;
    if (isNew) part.newReturns = 1;
    isNew = false;
  }
}

async function storeOrders(client: PoolClient, orders: readonly OpenOrder[]): Promise<void> {
  if (orders.length === 0) return;
  await client.query(
    `update attributed_order as o set left_minor = t.left_minor, lines = t.lines, is_returned = true
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[]) as t(workspace_id, order_key, currency, left_minor, lines)
     where o.workspace_id = t.workspace_id and o.order_key = t.order_key and o.currency = t.currency`,
    [
      orders.map((order) => order.workspace_id),
      orders.map((order) => order.order_key),
      orders.map(({ currency }) => currency),
      orders.map(({ rest }) => rest.leftMinor),
      orders.map(({ rest }) => JSON.stringify(rest.lines)),
    ],
  );
  await client.query(
    `insert into attributed_day as kept (workspace_id, day, endpoint, demo, currency, orders, quantity, value_minor, returns, returned_minor)
     select workspace_id, day, endpoint, demo, currency, 0, 0, 0, sum(returns), sum(returned)
     from unnest($1::text[], $2::date[], $3::text[], $4::boolean[], $5::text[], $6::int[], $7::bigint[])
       as t(workspace_id, day, endpoint, demo, currency, returns, returned)
     group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
     on conflict (workspace_id, day, endpoint, demo, currency) do update set
       returns = kept.returns + excluded.returns, returned_minor = kept.returned_minor + excluded.returned_minor`,
    [
      orders.map((order) => order.workspace_id),
      orders.map(({ day }) => day),
      orders.map(({ endpoint }) => endpoint),
      orders.map(({ demo }) => demo),
      orders.map(({ currency }) => currency),
      orders.map(({ newReturns }) => newReturns),
      orders.map(({ takenMinor }) => takenMinor),
    ],
  );
}
