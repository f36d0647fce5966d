import { createHash } from "node:crypto";
import type { Event, EventSink } from "@aisle/contracts/event";
import type { Json } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { Pool } from "pg";
import { storableJson, storableText } from "../catalogue/storable-text.ts";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { queryWithin } from "../postgres/query-within.ts";
import { WorkspaceClocks } from "../workspaces/workspace-settings.ts";
import { DeadLetters } from "./dead-letters.ts";
import { exposureOf, reportedExposure } from "./exposure-events.ts";
import { kindNumbers } from "./interaction-kinds.ts";
import { needsClock, orderKey, returnKey } from "./order-key.ts";

export interface AppendResult {
  readonly stored: number;
  /** Events whose message id was there already, before or earlier in the batch: accepted, and not stored again. */
  readonly duplicates: number;
}

/** What was sold: an order of three products is one order and at least three units. */
export interface SalesCounts {
  readonly orders: number;
  readonly units: number;
  /** Money by currency, null where events name none; values of two currencies are never added. */
  readonly revenue: readonly { readonly currency: string | null; readonly valueMinor: number }[];
}

export interface EventStoreOptions {
  /** Told of the shoppers of each batch after it is stored. */
  readonly onStored?: (workspaceId: string, shopperIds: ReadonlySet<string>) => void;
}

// An index entry holds up to about 2,700 bytes.
const maxIdLength = 512;
const maxInt4 = 2_147_483_647;
const utc = new ZoneClock("UTC");

/** Keeps events and the interactions in them, each message id once, whatever its day; and the events that were refused. */
export class EventStore implements EventSink {
  readonly deadLetters: DeadLetters;
  readonly #pool: Pool;
  readonly #partitions: DayPartitions;
  readonly #clocks: WorkspaceClocks;
  readonly #onStored: EventStoreOptions["onStored"];

  constructor(pool: Pool, options: EventStoreOptions = {}) {
    this.#pool = pool;
    this.deadLetters = new DeadLetters(pool);
    this.#partitions = new DayPartitions(pool, "event");
    this.#clocks = new WorkspaceClocks(pool);
    this.#onStored = options.onStored;
  }

  /**
   * Stores a batch as a whole or, when it throws, not at all; when it throws because `deadline` (of `performance.now()`) has passed,
   * perhaps a little later: the same batch again changes nothing.
   */
  async append(
    workspaceId: string,
    events: readonly Event[],
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<AppendResult> {
    const unique = new Map<string, Event>();
    for (const event of events) {
      const id = idOf(event.messageId);
      if (!unique.has(id)) unique.set(id, event);
    }
    // In one order everywhere, so that batches that share ids wait for each other instead of deadlocking.
    const rows = [...unique].sort(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) return { stored: 0, duplicates: 0 };
    const now = Date.now();
    const isDated = rows.some(([, event]) => needsClock(event));
    const clock = isDated ? await this.#clockOf(workspaceId, deadline) : utc;
    const lines = rows.flatMap(([, event], i) => event.interactions.map((line) => ({ line, event: i + 1 })));
    const exposures = rows.flatMap(([, event], i) => {
      const exposure = exposureOf(event);
      return exposure === undefined ? [] : [{ ...exposure, place: i + 1 }];
    });
    const returns = rows.flatMap(([, event], i) => {
      const key = returnKey(event);
      return key === undefined ? [] : [{ key, refund: event.refund!, place: i + 1 }];
    });
    const query = {
      name: "aisle append events",
      text: appendEvents,
      values: [
        workspaceId,
        rows.map(([id]) => id),
        rows.map(([, event]) => new Date(event.at)),
        rows.map(([, event]) => new Date(event.receivedAt ?? now)),
        rows.map(([, event]) => storableText(event.type)),
        rows.map(([, event]) => (event.name === undefined ? null : storableText(event.name))),
        rows.map(([, event]) => idOrNull(event.shopperId)),
        rows.map(([, event]) => idOrNull(event.sessionId)),
        rows.map(([, event]) => idOrNull(event.decisionId)),
        rows.map(([, event]) => storableJson(event.payload)),
        lines.map(({ event }) => event),
        lines.map(({ line }) => kindNumbers[line.kind]),
        lines.map(({ line }) => idOf(line.productId)),
        lines.map(({ line }) => Math.max(-maxInt4, Math.min(maxInt4, Math.round(line.quantity)))),
        lines.map(({ line }) => (line.valueMinor === undefined ? null : Math.round(line.valueMinor))),
        lines.map(({ line }) => (line.valueMinor === undefined ? null : (line.currency ?? null))),
        rows.map(([, event]) => event.demo === true),
        rows.map(([, event]) => hashOf(orderKey(event, clock))),
        rows.map(([, event]) => event.orderId !== undefined),
        exposures.map(({ place }) => place),
        exposures.map(({ experiment }) => experiment),
        exposures.map(({ variation }) => variation),
        exposures.map(({ unit }) => unit),
        exposures.map(({ facts }) => facts),
        returns.map(({ place }) => place),
        returns.map(({ key }) => hashOf(key)),
        returns.map(({ refund }) => storableJson({ ...refund } as never)),
      ],
    };
    const times = rows.map(([, event]) => event.at);
    const write = () => queryWithin<{ stored: number }>(this.#pool, query, deadline - performance.now());
    const result = await this.#partitions.writing(times, write, deadline);
    const stored = result.rows[0]!.stored;
    if (stored > 0 && this.#onStored !== undefined) {
      const shoppers = new Set<string>();
      for (const [, event] of rows) if (event.shopperId !== undefined) shoppers.add(idOf(event.shopperId));
      this.#onStored(workspaceId, shoppers);
    }
    return { stored, duplicates: events.length - stored };
  }

  /** Stores refused events with their reasons, up to the workspace's limit. */
  reject(
    workspaceId: string,
    letters: readonly { readonly reason: string; readonly event: Json }[],
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    return this.deadLetters.add(workspaceId, letters, deadline);
  }

  /** How many events and orders there are, and what was sold; those of a demo shop only while it is there. */
  async counts(workspaceId: string): Promise<SalesCounts & { readonly events: number }> {
    const there = `workspace_id = $1
      and (not demo or exists (select from workspace where id = $1 and demo_shop = 'there'))`;
    const [found, sales] = await Promise.all([
      this.#pool.query<{ events: string; orders: string }>(
        `select coalesce(sum(events), 0) as events, coalesce(sum(orders), 0) as orders from event_count where ${there}`,
        [workspaceId],
      ),
      this.#pool.query<{ currency: string; units: string; value: string }>(
        `select currency, sum(quantity) as units, sum(value_minor) as value from sales_count where ${there}
         group by currency order by sum(quantity) desc, currency`,
        [workspaceId],
      ),
    ]);
    const { events, orders } = found.rows[0]!;
    return {
      events: Number(events),
      orders: Number(orders),
      units: sales.rows.reduce((sum, { units }) => sum + Number(units), 0),
      revenue: sales.rows.flatMap(({ currency, value }) =>
        Number(value) === 0 ? [] : [{ currency: currency === "" ? null : currency, valueMinor: Number(value) }],
      ),
    };
  }

  /** Forgets the event rows of whole days before a time; interactions and message ids stay. Returns how many days. */
  async dropBefore(time: number): Promise<number> {
    const dropped = await this.#partitions.dropBefore(time);
    // Counts are of days, as partitions are.
    const day = new Date(time).toISOString().slice(0, 10);
    for (const table of ["event_count", "sales_count"])
      await this.#pool.query(`delete from ${table} where day < $1::date`, [day]);
    for (const table of ["order_seen", "attributed_order"])
      await this.#pool.query(`delete from ${table} where at < $1::date`, [day]);
    return dropped;
  }

  /** The workspace's clocks, or UTC's where they are not known in time: an event is not refused for the day of its order. */
  async #clockOf(workspaceId: string, deadline: number): Promise<ZoneClock> {
    const known = this.#clocks.of(workspaceId).catch(() => utc);
    if (deadline === Number.POSITIVE_INFINITY) return known;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<ZoneClock>((resolve) => {
      timer = setTimeout(() => resolve(utc), Math.max(0, (deadline - performance.now()) / 2));
    });
    return Promise.race([known, late]).finally(() => clearTimeout(timer));
  }
}

const hashOf = (key: string | undefined): string | null =>
  key === undefined ? null : createHash("sha256").update(storableText(key)).digest("hex");

function idOf(id: string): string {
  if (id.length <= maxIdLength) return storableText(id);
  return `sha256:${createHash("sha256").update(id).digest("hex")}`;
}

function idOrNull(id: string | undefined): string | null {
  return id === undefined ? null : idOf(id);
}

const appendEvents = `
  with incoming as (
    select * from unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
      $8::text[], $9::text[], $10::jsonb[], $17::boolean[], $18::text[], $19::boolean[]) with ordinality
      as t(message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload, demo, order_key, order_named,
        place)),
  fresh as (
    insert into event_seen (workspace_id, message_id, at, demo)
    select $1, message_id, at, demo from incoming order by place
    on conflict do nothing returning message_id),
  kept as materialized (select incoming.* from incoming join fresh using (message_id)),
  events as (
    insert into event
      (workspace_id, message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload, demo)
    select $1, message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload, demo from kept),
  interactions as (
    insert into interaction
      (workspace_id, shopper_id, at, kind, product_id, quantity, value_minor, currency, session_id, decision_id, demo)
    select $1, kept.shopper_id, kept.at, line.kind, line.product_id, line.quantity, line.value_minor, line.currency,
      kept.session_id, kept.decision_id, kept.demo
    from unnest($11::int[], $12::smallint[], $13::text[], $14::int[], $15::bigint[], $16::text[])
      as line(place, kind, product_id, quantity, value_minor, currency)
    join kept on kept.place = line.place),
  -- Nobody saw it before it began: whoever's clock says so is behind, and their windows would be over before they were counted.
  exposures as (
    insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
    select $1, '${reportedExposure}' || kept.message_id, greatest(kept.at, e.started_at), seen.unit, jsonb_build_object(e.key, arm.key), 'answered', 0, seen.facts
    from unnest($20::int[], $21::text[], $22::text[], $23::text[], $24::jsonb[])
      as seen(place, experiment, variation, unit, facts)
    join kept on kept.place = seen.place
    join experiment e on e.workspace_id = $1 and e.key = seen.experiment and e.kind = 'external'
      and e.started_at is not null and (e.stopped_at is null or kept.at <= e.stopped_at)
    cross join lateral (
      select a ->> 'key' as key from jsonb_array_elements(e.spec -> 'arms') with ordinality as one(a, at)
      where a ->> 'key' = seen.variation or (at - 1)::text = seen.variation
      order by a ->> 'key' = seen.variation desc limit 1) as arm
    on conflict do nothing),
  orders as (
    insert into order_seen (workspace_id, key, at, demo)
    select $1, order_key, min(at), bool_and(demo) from kept where order_key is not null
    group by order_key order by order_key
    on conflict do nothing returning key, at, demo),
  -- The message that reported an order first; another one of the same order id repeats it.
  first_reported as (
    select distinct on (kept.order_key) kept.place from orders join kept on kept.order_key = orders.key
    order by kept.order_key, kept.place),
  attributed as (
    insert into order_attribution
      (workspace_id, message_id, currency, decision_id, at, demo, orders, quantity, value_minor, order_key, lines)
    select $1, kept.message_id, coalesce(sold.currency, ''), kept.decision_id, kept.at, kept.demo,
      (first_reported.place is not null and row_number() over (partition by kept.place order by sold.currency) = 1)::int,
      coalesce(sold.quantity, 0), coalesce(sold.value_minor, 0),
      case when kept.order_named then kept.order_key end, case when kept.order_named then coalesce(sold.lines, '{}') end
    from kept left join first_reported on first_reported.place = kept.place left join (
      select line.place, line.currency, sum(line.quantity) as quantity, sum(line.value_minor) as value_minor,
        jsonb_object_agg(line.product_id, jsonb_build_array(line.quantity, coalesce(line.value_minor, 0))) as lines
      from (
        select place, coalesce(currency, '') as currency, product_id, sum(quantity) as quantity, sum(value_minor) as value_minor
        from unnest($11::int[], $12::smallint[], $13::text[], $14::int[], $15::bigint[], $16::text[])
          as each(place, kind, product_id, quantity, value_minor, currency)
        where kind = 2 group by 1, 2, 3) as line
      group by 1, 2) as sold on sold.place = kept.place
    where kept.decision_id is not null and kept.order_key is not null
      and (first_reported.place is not null or not kept.order_named)),
  returns as (
    insert into order_return (workspace_id, message_id, order_key, at, demo, refund)
    select $1, kept.message_id, given.order_key, kept.at, kept.demo, given.refund
    from unnest($25::int[], $26::text[], $27::jsonb[]) as given(place, order_key, refund)
    join kept on kept.place = given.place),
  sales as (
    insert into sales_count as s (workspace_id, day, demo, shard, currency, quantity, value_minor)
    select $1, (kept.at at time zone 'UTC')::date, kept.demo, pg_backend_pid() % 4, coalesce(line.currency, ''),
      sum(line.quantity), coalesce(sum(line.value_minor), 0)
    from unnest($11::int[], $12::smallint[], $14::int[], $15::bigint[], $16::text[])
      as line(place, kind, quantity, value_minor, currency)
    join kept on kept.place = line.place
    where line.kind = 2 group by 2, 3, 5 order by 2, 3, 5
    on conflict (workspace_id, day, demo, shard, currency) do update
      set quantity = s.quantity + excluded.quantity, value_minor = s.value_minor + excluded.value_minor),
  counts as (
    insert into event_count as c (workspace_id, day, demo, shard, events, orders)
    select $1, (at at time zone 'UTC')::date, demo, pg_backend_pid() % 4, sum(event), sum(1 - event)
    from (select at, demo, 1 as event from kept union all select at, demo, 0 from orders) as one
    group by 2, 3 order by 2, 3
    on conflict (workspace_id, day, demo, shard) do update
      set events = c.events + excluded.events, orders = c.orders + excluded.orders)
  select count(*)::int as stored from kept`;
