import type { ExperimentFacts } from "@aisle/contracts/experiment-facts";
import type {
  FoldCursor,
  FoldDecision,
  FoldEvent,
  FoldPosition,
  FoldSource,
  SnapshotRange,
} from "@aisle/contracts/fold-source";
import type { Reading } from "@aisle/contracts/reading";
import type { JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { streamRows } from "../events/stream-rows.ts";
import { snapshotNow, writtenBetween } from "../events/written-between.ts";
import { formsOf, tokeniser } from "../person-data/tokens-of.ts";
import { type FoldRecordOptions, loadFold, storeFold } from "./fold-records.ts";

const pageRows = 5_000;
const pastDays = 28;

interface EventRow {
  readonly message_id: string;
  readonly at: Date;
  readonly received_at: Date;
  readonly name: string;
  readonly shopper_id: string | null;
  readonly session_id: string | null;
  readonly payload: JsonObject;
  readonly decision_unit: string | null;
  /** Of the decision that it names, where two rankings shared the answer. */
  readonly shared: { readonly id: string; readonly items: readonly string[]; readonly teams: readonly string[] } | null;
}

interface DecisionRow {
  readonly decision_id: string;
  readonly at: Date;
  readonly unit: string;
  readonly arm: string;
  readonly odds: number | null;
  readonly outcome: string;
  readonly total_us: number;
  readonly facts: ExperimentFacts;
}

export interface FoldSourceOptions extends FoldRecordOptions {
  /** Makes the tokens of the decision log. */
  readonly secret: string;
}

/** The rows of one experiment in PostgreSQL. */
export class PostgresFoldSource implements FoldSource {
  readonly #pool: Pool;
  readonly #options: FoldSourceOptions;
  readonly #tokenise: (value: string) => string;
  #loaded: string | undefined;

  constructor(options: FoldSourceOptions) {
    this.#pool = options.pool;
    this.#options = options;
    this.#tokenise = tokeniser(options.secret, options.workspaceId);
  }

  async load() {
    const found = await loadFold(this.#options);
    this.#loaded = found?.hash;
    if (found?.bytes === undefined) return undefined;
    const { position, bytes } = found;
    return { position, bytes };
  }

  async store(position: FoldPosition, bytes: Uint8Array, reading?: Reading): Promise<boolean> {
    const hash = await storeFold(this.#options, this.#loaded, position, bytes, reading);
    if (hash === undefined) return false;
    this.#loaded = hash;
    return true;
  }

  async now(): Promise<string> {
    return snapshotNow(this.#pool, this.#options.workspaceId, ["event", "experiment_decision"]);
  }

  async hasDemo(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ there: boolean }>(
      "select demo_shop is not null as there from workspace where id = $1",
      [this.#options.workspaceId],
    );
    return rows[0]?.there ?? false;
  }

  async *decisions(range: SnapshotRange, after: FoldCursor): AsyncGenerator<readonly FoldDecision[]> {
    const { sql, values } = writtenBetween(range.from ?? undefined, range.to, 5);
    const pages = streamRows<DecisionRow>(
      this.#pool,
      `select decision_id, at, ${unitOf("experiment_decision")} as unit, ${armOf("experiment_decision")} as arm,
         case jsonb_typeof(arms -> $2) when 'array' then (arms -> $2 ->> 2)::float8 end as odds, outcome, total_us, facts
       from experiment_decision
       where workspace_id = $1 and arms ? $2 and ($3::timestamptz is null or (at, decision_id) > ($3, $4)) and ${sql}
       order by at, decision_id`,
      [...this.#of(), ...cursor(after), ...values],
      pageRows,
    );
    for await (const page of pages)
      yield page.map((row) => ({
        id: row.decision_id,
        at: row.at.getTime(),
        unit: row.unit,
        arm: row.arm,
        ...(row.odds === null ? {} : { odds: row.odds }),
        outcome: row.outcome,
        totalMs: row.total_us / 1000,
        facts: row.facts,
      }));
  }

  async *events(
    range: SnapshotRange,
    names: readonly string[],
    after: FoldCursor,
  ): AsyncGenerator<readonly FoldEvent[]> {
    const { sql, values } = writtenBetween(range.from ?? undefined, range.to, 7, "e.written_by");
    const pages = streamRows<EventRow>(
      this.#pool,
      `${selectEvents}
         and pg_visible_in_snapshot(d.written_by::text::xid8, $4::pg_snapshot)
       where e.workspace_id = $1 and ${hasName} and ${sql}
         and ($5::timestamptz is null or (e.at, e.message_id) > ($5, $6))
       order by e.at, e.message_id`,
      [...this.#of(), names, range.to, ...cursor(after), ...values],
      pageRows,
    );
    for await (const page of pages) yield page.map(eventOf);
  }

  async eventsOfDecisions(
    to: string,
    names: readonly string[],
    decisions: readonly string[],
  ): Promise<readonly FoldEvent[]> {
    const { sql, values } = writtenBetween(undefined, to, 5, "e.written_by");
    return this.#events(
      `${selectEvents} where e.workspace_id = $1 and e.decision_id = any($4) and ${hasName} and ${sql}
       order by e.at, e.message_id`,
      [...this.#of(), names, decisions, ...values],
    );
  }

  async eventsOfShoppers(
    to: string,
    names: readonly string[],
    shoppers: readonly string[],
    from: number,
  ): Promise<readonly FoldEvent[]> {
    const { sql, values } = writtenBetween(undefined, to, 6, "e.written_by");
    return this.#events(
      `${selectEvents} where e.workspace_id = $1 and e.shopper_id = any($4) and e.at >= $5 and ${hasName} and ${sql}
       order by e.at, e.message_id`,
      [...this.#of(), names, shoppers, dateOf(from), ...values],
    );
  }

  async *eventsSince(to: string, names: readonly string[], from: number): AsyncGenerator<readonly FoldEvent[]> {
    const { sql, values } = writtenBetween(undefined, to, 5, "e.written_by");
    const pages = streamRows<EventRow>(
      this.#pool,
      `${selectEvents} where e.workspace_id = $1 and e.at >= $4 and ${hasName} and ${sql} order by e.at, e.message_id`,
      [...this.#of(), names, dateOf(from), ...values],
      pageRows,
    );
    for await (const page of pages) yield page.map(eventOf);
  }

  async withPast(units: readonly { readonly unit: string; readonly at: number }[]) {
    const { rows } = await this.#pool.query<{ unit: string; first: Date }>(
      `select unit, first from unnest($2::text[], $3::timestamptz[]) as u (unit, at), lateral (
         select min(e.at) as first from event e where e.workspace_id = $1 and e.shopper_id = u.unit and e.at < u.at
           and e.at >= u.at - make_interval(days => ${pastDays})) as p
       where first is not null`,
      [this.#options.workspaceId, units.map(({ unit }) => unit), units.map(({ at }) => new Date(at))],
    );
    return rows.map(({ unit, first }) => ({ unit, at: first.getTime() }));
  }

  async forgotten(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ id: string }>(
      "select distinct unnest(ids) as id from person_erasure where workspace_id = $1",
      [this.#options.workspaceId],
    );
    return rows.map(({ id }) => id);
  }

  async costs(products: readonly string[]) {
    const { rows } = await this.#pool.query<{ id: string; cost: string; currency: string | null }>(
      "select id, cost, currency from product where workspace_id = $1 and id = any($2) and cost is not null",
      [this.#options.workspaceId, products],
    );
    return new Map(rows.map(({ id, cost, currency }) => [id, { cost: Number(cost), currency }] as const));
  }

  async *sellable(): AsyncGenerator<readonly string[]> {
    const pages = streamRows<{ id: string }>(
      this.#pool,
      `select p.id from product p left join live_stock l on l.workspace_id = p.workspace_id and l.product_id = p.id
       where p.workspace_id = $1 and p.deleted_at is null and p.for_sale and (l.stock is null or l.stock > 0)`,
      [this.#options.workspaceId],
    );
    for await (const page of pages) yield page.map(({ id }) => id);
  }

  formsOf(id: string): readonly string[] {
    return formsOf(id, this.#tokenise);
  }

  #of(): readonly [workspaceId: string, key: string] {
    return [this.#options.workspaceId, this.#options.experiment.key];
  }

  async #events(sql: string, values: readonly unknown[]): Promise<readonly FoldEvent[]> {
    const { rows } = await this.#pool.query<EventRow>(sql, [...values]);
    return rows.map(eventOf);
  }
}

/** `$2` is the experiment's key; an arm stands alone, or with the unit where that is another than the decision's, and its odds. */
function unitOf(table: string): string {
  return `case when ${table}.arms -> $2 ->> 1 is null then ${table}.unit else ${table}.arms -> $2 ->> 1 end`;
}

function armOf(table: string): string {
  return `case jsonb_typeof(${table}.arms -> $2) when 'array' then ${table}.arms -> $2 ->> 0 else ${table}.arms ->> $2 end`;
}

const selectEvents = `
  select e.message_id, e.at, e.received_at, e.name, e.shopper_id, e.session_id, e.payload, ${unitOf("d")} as decision_unit,
    case when d.facts ? 'teams'
      then jsonb_build_object('id', d.decision_id, 'items', d.facts -> 'items', 'teams', d.facts -> 'teams') end as shared
  from event e left join experiment_decision d
    on d.workspace_id = e.workspace_id and d.decision_id = e.decision_id and d.arms ? $2`;

/** `$3` are the names, in lower case with single spaces. */
const hasName = String.raw`lower(regexp_replace(btrim(e.name), '\s+', ' ', 'g')) = any($3)`;

const cursor = (after: FoldCursor) => (after === null ? [null, null] : [new Date(after.at), after.id]);

/** PostgreSQL's earliest time is later than JavaScript's. */
const dateOf = (at: number): Date => new Date(Math.max(0, Number.isFinite(at) ? at : 0));

function eventOf(row: EventRow): FoldEvent {
  return {
    id: row.message_id,
    at: row.at.getTime(),
    receivedAt: row.received_at.getTime(),
    name: row.name,
    ...(row.shopper_id === null ? {} : { shopperId: row.shopper_id }),
    ...(row.session_id === null ? {} : { sessionId: row.session_id }),
    payload: row.payload,
    ...(row.decision_unit === null ? {} : { decisionUnit: row.decision_unit }),
    ...(row.shared === null ? {} : { shared: sharedOf(row.shared) }),
  };
}

function sharedOf({ id, items, teams }: NonNullable<EventRow["shared"]>): NonNullable<FoldEvent["shared"]> {
  return { decision: id, teamOf: new Map(items.map((item, place) => [item, teams[place] ?? ""])) };
}
