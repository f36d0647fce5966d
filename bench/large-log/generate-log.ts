import { ByteWriter } from "@aisle/platform/decisions/byte-writer";
import { writePayload } from "@aisle/platform/decisions/decision-payload";
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
/** Different answers. */
const shelves = 97;
/** 36³: what three digits in base 36 count. */
const lowValues = 46_656;

/** Writes a month of a shop's log: by SQL alone, so that millions take minutes. */
export class LogGenerator {
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #until: number;
  #stage = 0;

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

  /** More decisions, spread evenly over the month; counted by the minute as storing them counts. */
  async decisions(count: number, endpoints: readonly LoggedEndpoint[]): Promise<void> {
    await this.#days("decision");
    await this.#makeParts(endpoints);
    const indexes = await this.#withoutIndexes("decision");
    const perDay = Math.ceil(count / days);
    this.#stage++;
    for (let day = 0; day < days; day++)
      await this.#pool.query(insertDecisions, [
        this.#workspaceId,
        this.from + day * dayMs,
        dayMs / (perDay + 1),
        perDay,
        this.#stage,
        endpoints.length,
        shelves,
      ]);
    for (const index of indexes) await this.#pool.query(index);
    await this.#pool.query("analyze decision");
    await this.#pool.query("delete from endpoint_minute");
    await this.#pool.query(countMinutes);
    await this.#pool.query("analyze endpoint_minute");
  }

  /** What the decisions are put together of: endpoints, payloads as the serving process writes them, base 36 numbers. */
  async #makeParts(endpoints: readonly LoggedEndpoint[]): Promise<void> {
    await this.#pool.query(`
      drop table if exists bench_endpoint, bench_payload, bench_low, bench_high;
      create table bench_endpoint (place int primary key, slug text, version_id text, version_number int);
      create table bench_payload (place int primary key, payload bytea);
      create table bench_low (value int primary key, digits text);
      create table bench_high (value int primary key, digits text)`);
    await this.#pool.query(
      "insert into bench_endpoint select place - 1, slug, id, n from unnest($1::text[], $2::text[], $3::int[]) with ordinality as t(slug, id, n, place)",
      [
        endpoints.map(({ slug }) => slug),
        endpoints.map(({ versionId }) => versionId),
        endpoints.map(({ versionNumber }) => versionNumber),
      ],
    );
    await this.#pool.query(
      "insert into bench_payload select place - 1, payload from unnest($1::bytea[]) with ordinality as t(payload, place)",
      [Array.from({ length: shelves }, (_, shelf) => payloadOf(shelf))],
    );
    const digits = (from: number, count: number, width: number) =>
      Array.from({ length: count }, (_, i) => (from + i).toString(36).padStart(width, "0"));
    const high = Math.floor(this.from / lowValues);
    const numbers = "select $2::int + place - 1, digits from unnest($1::text[]) with ordinality as t(digits, place)";
    await this.#pool.query(`insert into bench_low ${numbers}`, [digits(0, lowValues, 3), 0]);
    const highs = digits(high, Math.ceil(((days + 1) * dayMs) / lowValues), 6);
    await this.#pool.query(`insert into bench_high ${numbers}`, [highs, high]);
    await this.#pool.query("analyze bench_endpoint, bench_payload, bench_low, bench_high");
  }

  /** More events, spread evenly over the month, one in eight with an interaction; counted as storing them counts. */
  async events(count: number): Promise<void> {
    await this.#days("event");
    const indexes = await this.#withoutIndexes("event");
    const perDay = Math.ceil(count / days);
    const stage = `${count}-${this.#stage}`;
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

/** The payload of an answer that shows ten products of a shelf. */
function payloadOf(shelf: number): Buffer {
  const decision = sampleDecision();
  const out = new ByteWriter(1 << 14);
  writePayload(out, {
    ...decision,
    slots: decision.slots.map(({ product, availability }, k) => ({
      product: { ...product, id: `product-${(shelf * 61 + k * 13) % 9973}` },
      availability,
    })),
  });
  return Buffer.from(out.buffer.subarray(0, out.used));
}

// One in 50 falls back, one in 2,000 fails, another one in 2,000 is slow, one in 10,000 is a sample: by hashes of the row's
// number, so that every run writes the same.
const insertDecisions = `
  insert into decision (workspace_id, id, at, endpoint, version_id, version_number, plan_id, arm, unit, outcome, total_us,
    trace_id, sample, payload)
  select $1, 'dec_' || high.digits || low.digits || lpad(row.n::text, 8, '0') || lpad(($5::int)::text, 4, '0'),
    to_timestamp(row.ms / 1000.0), e.slug, e.version_id, e.version_number, 'plan ' || e.slug, 'live',
    'shopper-' || (row.luck & 131071),
    case when row.luck % 2000 = 7 then 'failed' when row.luck % 50 = 3 then 'fell-back' else 'answered' end,
    case when row.speed % 2000 = 11 then 50000 + row.speed % 400000
      else (1000 + 3000 * power(row.speed % 1000 / 1000.0, 8) + 6000 * power(row.speed % 997 / 997.0, 12))::int end,
    md5(row.n::text), row.speed % 10000 = 77, p.payload
  from (
    select n, ($2::float8 + n * $3::float8)::bigint as ms, hashint4(n * 7 + $5::int) & 1073741823 as luck,
      hashint4(n * 31 + $5::int) & 1073741823 as speed
    from generate_series(1, $4::int) as n) as row
  join bench_endpoint e on e.place = least(row.luck / 7 % ($6::int * 2), $6::int - 1)
  join bench_payload p on p.place = row.speed / 3 % $7::int
  join bench_high high on high.value = row.ms / 46656
  join bench_low low on low.value = row.ms % 46656`;

// As the migration that made the table counted what was there before.
const countMinutes = `
  insert into endpoint_minute (workspace_id, endpoint, version_id, arm, minute, answered, fell_back, failed, total_us,
    latency_buckets, latency_counts)
  select workspace_id, endpoint, version_id, arm, minute, sum(answered), sum(fell_back), sum(failed), sum(total_us),
    array_agg(bucket order by bucket), array_agg(count order by bucket)
  from (
    select workspace_id, endpoint, version_id, arm, date_trunc('minute', at, 'UTC') as minute,
      ceil(ln(total_us::float8) / ln(1.02::float8 / 0.98))::smallint as bucket, count(*)::integer as count,
      count(*) filter (where outcome = 'answered') as answered,
      count(*) filter (where outcome = 'fell-back') as fell_back,
      count(*) filter (where outcome = 'failed') as failed, sum(total_us) as total_us
    from decision where not sample group by 1, 2, 3, 4, 5, 6) as counted
  group by 1, 2, 3, 4, 5`;
