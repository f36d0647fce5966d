import { seededRandom } from "@aisle/learn/seeded-random";
import { ByteWriter } from "@aisle/platform/decisions/byte-writer";
import { DecisionCopy } from "@aisle/platform/decisions/decision-copy";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import type { NewDecision } from "@aisle/platform/decisions/decision-record";
import { DecisionTupleWriter, tupleColumns } from "@aisle/platform/decisions/decision-tuple";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { DayPartitions } from "@aisle/platform/postgres/day-partitions";
import type { Pool } from "@aisle/platform/postgres/pool";

/** The endpoint that a share of the decisions is of. */
export interface LoggedEndpoint {
  readonly slug: string;
  readonly versionId: string;
  readonly versionNumber: number;
}

const dayMs = 86_400_000;
const days = 30;
const batch = 10_000;
const shelves = 97;

/** Writes a month of a shop's log: decisions as the spool's reader stores them, events and products by SQL. */
export class LogGenerator {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #until: number;
  #written = 0;

  constructor(pool: Pool, workspaceId: string, until: number) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
    this.#until = until;
  }

  get from(): number {
    return this.#until - days * dayMs;
  }

  /** Products in 12 departments of 40 shelves, most of them with known stock. */
  async products(count: number): Promise<void> {
    await this.#pool.query(
      `insert into product (workspace_id, id, title, description, brand, category, price, currency, released_at)
       select $1, 'product-' || n, (array['Desk lamp','Floor lamp','Rain jacket','Trail shoe','Camp stove','Rug'])[1 + n % 6]
           || ' ' || substr(md5(n::text), 1, 6), 'A product for every day, number ' || n, 'Brand ' || n % 700,
         'Department ' || n % 12 || ' > Shelf ' || n % 480, 500 + n * 37 % 90000, 'EUR',
         $3::timestamptz - n % 900 * interval '1 day'
       from generate_series(0, $2::int - 1) as n`,
      [this.#workspaceId, count, new Date(this.#until)],
    );
    await this.#pool.query(
      `insert into live_stock (workspace_id, product_id, stock)
       select $1, 'product-' || n, case when n % 10 > 0 then n % 40 end from generate_series(0, $2::int - 1) as n`,
      [this.#workspaceId, count],
    );
    await this.#pool.query("analyze product");
    await this.#pool.query("analyze live_stock");
  }

  /** More decisions, spread evenly over the month, in the order of time. */
  async decisions(count: number, endpoints: readonly LoggedEndpoint[]): Promise<void> {
    await this.#days("decision");
    const copy = new DecisionCopy(this.#pool);
    const random = seededRandom(this.#written + 1);
    const makers = endpoints.map((endpoint) => decisionMaker(this.#workspaceId, endpoint, random));
    const file = `bench-${this.#written}`;
    const times = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => Math.floor(this.from + ((from + i) / count) * days * dayMs));
    for (let from = 0; from < count; from += batch) {
      const writer = new DecisionTupleWriter();
      const out = new ByteWriter(1 << 24);
      const to = Math.min(count, from + batch);
      for (const at of times(from, to)) {
        writer.write(out, makers[Math.floor(random() ** 2 * makers.length)]!(at));
      }
      const tuples = Buffer.from(out.buffer.subarray(0, out.used));
      const daysOf = [...new Set(times(from, to).map((at) => Math.floor(at / dayMs) * dayMs))];
      const done = await copy.copy({
        file,
        from,
        to,
        tuples,
        columns: tupleColumns,
        days: daysOf,
        exists: async () => true,
      });
      if (done === "gone" || !("rejected" in done) || done.rejected > 0) throw new Error("decisions were refused");
    }
    this.#written += count;
    await this.#pool.query("delete from decision_spool where file = $1", [file]);
    await this.#pool.query("analyze decision");
    await this.#pool.query("analyze endpoint_minute");
  }

  /** More events, spread evenly over the month, one in eight with an interaction; counted as storing them counts. */
  async events(count: number): Promise<void> {
    await this.#days("event");
    const indexes = await this.#withoutIndexes("event");
    const perDay = Math.ceil(count / days);
    const stage = `${count}-${this.#written}`;
    const { rows } = await this.#pool.query<{ there: boolean }>(
      "select to_regclass('event_count') is not null as there",
    );
    const counting = rows[0]!.there
      ? `insert into event_count (workspace_id, day, demo, shard, events, orders)
         select $1, (at at time zone 'UTC')::date, false, 0, count(*), count(*) filter (where name = 'Order Completed')
         from written group by 2
         on conflict (workspace_id, day, demo, shard) do update
           set events = event_count.events + excluded.events, orders = event_count.orders + excluded.orders`
      : "select count(*) from written";
    for (let day = 0; day < days; day++)
      await this.#pool.query(
        `with written as (
           insert into event (workspace_id, message_id, at, received_at, type, name, shopper_id, session_id, payload)
           select $1, $2 || '-' || n, $3::timestamptz + n * ($4::float8 * interval '1 second'), $3::timestamptz + n * ($4::float8 * interval '1 second'),
             'track', case when n % 50 = 0 then 'Order Completed' when n % 9 = 0 then 'Product Added' else 'Product Viewed' end,
             'shopper-' || (hashint4(n) & 131071), 'session-' || n / 8, jsonb_build_object('product_id', 'product-' || n % 9973)
           from generate_series(1, $5::int) as n returning workspace_id, at, name, shopper_id, session_id, payload),
         lines as (
           insert into interaction (workspace_id, shopper_id, at, kind, product_id, session_id)
           select workspace_id, shopper_id, at, (name = 'Product Added')::int + 2 * (name = 'Order Completed')::int,
             payload->>'product_id', session_id from written where name <> 'Product Viewed')
         ${counting}`,
        [this.#workspaceId, `${stage}-${day}`, new Date(this.from + day * dayMs), 86_400 / (perDay + 1), perDay],
      );
    for (const index of indexes) await this.#pool.query(index);
    await this.#pool.query("analyze event");
    await this.#pool.query("analyze interaction");
  }

  async #days(table: "event" | "decision"): Promise<void> {
    const times = Array.from({ length: days + 1 }, (_, day) => this.from + day * dayMs);
    await new DayPartitions(this.#pool, table).ensure(times);
  }

  /** Drops the indexes of a table, but for its key, and returns the statements that make them again. */
  async #withoutIndexes(table: string): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
       from pg_index i join pg_class c on c.oid = i.indexrelid
       where i.indrelid = $1::regclass and not i.indisprimary`,
      [table],
    );
    for (const { name } of rows) await this.#pool.query(`drop index "${name}"`);
    // Said of a parent alone the index would be of it and of no day.
    return rows.map(({ definition }) => definition.replace(" ON ONLY ", " ON "));
  }
}

/** Decisions of one endpoint: most answer within a few milliseconds, few fall back, fewer fail, and one in 2,000 is slow. */
function decisionMaker(
  workspaceId: string,
  endpoint: LoggedEndpoint,
  random: () => number,
): (at: number) => NewDecision {
  const base = {
    ...sampleDecision(),
    workspaceId,
    endpoint: endpoint.slug,
    ...endpoint,
    planId: `plan ${endpoint.slug}`,
  };
  const ofShelf = Array.from({ length: shelves }, (_, shelf) =>
    base.slots.map(({ product, availability }, k) => ({
      product: { ...product, id: `product-${(shelf * 61 + k * 13) % 9973}` },
      availability,
    })),
  );
  return (at) => {
    const luck = random();
    const speed = random();
    return {
      ...base,
      id: newDecisionId(at),
      at,
      unit: `shopper-${Math.floor(random() * 131_072)}`,
      outcome: luck < 0.0005 ? "failed" : luck < 0.02 ? "fell-back" : "answered",
      totalMs: speed < 0.0005 ? 50 + 400 * random() : 1 + 3 * speed ** 8 + 6 * random() ** 12,
      sample: random() < 0.0001,
      slots: ofShelf[Math.floor(random() * shelves)]!,
    };
  };
}
