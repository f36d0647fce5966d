import { createHash, randomUUID } from "node:crypto";
import { cutText } from "@aisle/runtime/cut-text";
import type { Json } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { storableJson, storableText } from "../catalogue/storable-text.ts";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { type EventRecord, kindNumbers } from "./event-record.ts";

export interface AppendResult {
  readonly stored: number;
  /** Events whose message id was there already, before or earlier in the batch: accepted, and not stored again. */
  readonly duplicates: number;
}

/** An event that was refused, and why. */
export interface DeadLetter {
  readonly id: string;
  readonly receivedAt: Date;
  readonly reason: string;
  readonly event: Json;
}

export interface EventStoreOptions {
  /** Told of the shoppers of each batch after it is stored. */
  readonly onStored?: (workspaceId: string, shopperIds: ReadonlySet<string>) => void;
}

// An index entry holds up to about 2,700 bytes.
const longestId = 512;
const maxInt4 = 2_147_483_647;
const longestLetter = 65_536;

/** Keeps events and the interactions in them, each message id once, whatever its day; and the events that were refused. */
export class EventStore {
  readonly #pool: Pool;
  readonly #partitions: DayPartitions;
  readonly #onStored: EventStoreOptions["onStored"];

  constructor(pool: Pool, options: EventStoreOptions = {}) {
    this.#pool = pool;
    this.#partitions = new DayPartitions(pool, "event");
    this.#onStored = options.onStored;
  }

  /** Stores a batch as a whole or, when it throws, not at all. */
  async append(workspaceId: string, events: readonly EventRecord[]): Promise<AppendResult> {
    const unique = new Map<string, EventRecord>();
    for (const event of events) {
      const id = idOf(event.messageId);
      if (!unique.has(id)) unique.set(id, event);
    }
    // In one order everywhere, so that batches that share ids wait for each other instead of deadlocking.
    const rows = [...unique].sort(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) return { stored: 0, duplicates: 0 };
    const now = Date.now();
    const lines = rows.flatMap(([, event], i) => event.interactions.map((line) => ({ line, event: i + 1 })));
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
      ],
    };
    const times = rows.map(([, event]) => event.at);
    const result = await this.#partitions.writing(times, () => this.#pool.query<{ stored: number }>(query));
    const stored = result.rows[0]!.stored;
    if (stored > 0 && this.#onStored !== undefined) {
      const shoppers = new Set<string>();
      for (const [, event] of rows) if (event.shopperId !== undefined) shoppers.add(idOf(event.shopperId));
      this.#onStored(workspaceId, shoppers);
    }
    return { stored, duplicates: events.length - stored };
  }

  /** Keeps refused events with their reasons; of one over 64 kB its beginning. */
  async reject(
    workspaceId: string,
    letters: readonly { readonly reason: string; readonly event: Json }[],
  ): Promise<void> {
    if (letters.length === 0) return;
    await this.#pool.query(
      `insert into event_dead_letter (workspace_id, id, received_at, reason, event)
       select $1, id, now(), reason, event from unnest($2::text[], $3::text[], $4::jsonb[]) as t(id, reason, event)`,
      [
        workspaceId,
        letters.map(() => `dead_${randomUUID()}`),
        letters.map(({ reason }) => storableText(reason)),
        letters.map(({ event }) => letterText(event)),
      ],
    );
  }

  /** The latest refused events first. */
  async rejected(workspaceId: string, limit: number): Promise<readonly DeadLetter[]> {
    const found = await this.#pool.query<{ id: string; received_at: Date; reason: string; event: Json }>(
      `select id, received_at, reason, event from event_dead_letter
       where workspace_id = $1 order by received_at desc, id limit $2`,
      [workspaceId, limit],
    );
    return found.rows.map(({ id, received_at, reason, event }) => ({ id, receivedAt: received_at, reason, event }));
  }

  /** How many events are kept, and how many of them completed an order. */
  async counts(workspaceId: string): Promise<{ readonly events: number; readonly orders: number }> {
    const found = await this.#pool.query<{ events: number; orders: number }>(
      `select count(*)::int as events, count(*) filter (where name = 'Order Completed')::int as orders
       from event where workspace_id = $1`,
      [workspaceId],
    );
    return found.rows[0]!;
  }

  /** Forgets the event rows of whole days before a time; interactions and message ids stay. Returns how many days. */
  dropBefore(time: number): Promise<number> {
    return this.#partitions.dropBefore(time);
  }
}

function idOf(id: string): string {
  if (id.length <= longestId) return storableText(id);
  return `sha256:${createHash("sha256").update(id).digest("hex")}`;
}

function idOrNull(id: string | undefined): string | null {
  return id === undefined ? null : idOf(id);
}

function letterText(event: Json): string {
  const text = storableJson(event);
  return text.length <= longestLetter ? text : storableJson({ cut: cutText(text, longestLetter), length: text.length });
}

const appendEvents = `
  with incoming as (
    select * from unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
      $8::text[], $9::text[], $10::jsonb[]) with ordinality
      as t(message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload, place)),
  fresh as (
    insert into event_seen (workspace_id, message_id, at)
    select $1, message_id, at from incoming order by place
    on conflict do nothing returning message_id),
  kept as materialized (select incoming.* from incoming join fresh using (message_id)),
  events as (
    insert into event (workspace_id, message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload)
    select $1, message_id, at, received_at, type, name, shopper_id, session_id, decision_id, payload from kept),
  interactions as (
    insert into interaction
      (workspace_id, shopper_id, at, kind, product_id, quantity, value_minor, session_id, decision_id)
    select $1, kept.shopper_id, kept.at, line.kind, line.product_id, line.quantity, line.value_minor,
      kept.session_id, kept.decision_id
    from unnest($11::int[], $12::smallint[], $13::text[], $14::int[], $15::bigint[])
      as line(place, kind, product_id, quantity, value_minor)
    join kept on kept.place = line.place)
  select count(*)::int as stored from kept`;
