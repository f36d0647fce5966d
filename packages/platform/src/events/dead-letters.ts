import { createHash, randomUUID } from "node:crypto";
import { cutText } from "@aisle/runtime/cut-text";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { Pool } from "pg";
import { storableJson, storableText } from "../catalogue/storable-text.ts";
import { queryWithin } from "../postgres/query-within.ts";

/** An event that was refused, and why. */
export interface DeadLetter {
  readonly id: string;
  readonly receivedAt: Date;
  readonly reason: string;
  readonly event: Json;
}

/** How many refused events a workspace has, and how many are gone. */
export interface DeadLetterCounts {
  readonly letters: number;
  readonly droppedOverLimit: number;
  readonly droppedByAge: number;
}

/** What a workspace may retain of refused events: the key that sends them stands in the shop's pages. */
export interface DeadLetterLimits {
  readonly maxLetters: number;
  readonly maxBytes: number;
}

const defaultLimits: DeadLetterLimits = { maxLetters: 10_000, maxBytes: 64_000_000 };
const maxLetterLength = 65_536;

/** Refused events with their reasons: the latest ones, up to a limit for each workspace; what the limit drops is counted. */
export class DeadLetters {
  readonly #pool: Pool;
  readonly #limits: DeadLetterLimits;

  constructor(pool: Pool, limits: Partial<DeadLetterLimits> = {}) {
    this.#pool = pool;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Stores refused events, one with a message id once; of one over 64 kB its beginning. `deadline` is of `performance.now()`. */
  async add(
    workspaceId: string,
    letters: readonly { readonly reason: string; readonly event: Json }[],
    deadline = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    if (letters.length === 0) return;
    // The oldest go first, so those of one call that stand over the limit by themselves need not be written.
    const latest = letters.slice(-this.#limits.maxLetters);
    const texts = latest.map(({ event }) => letterText(event));
    const values = [
      workspaceId,
      latest.map(({ reason, event }, i) => letterId(event, `${reason} ${texts[i]}`)),
      latest.map(({ reason }) => storableText(reason)),
      texts,
      texts.map((text) => Buffer.byteLength(text)),
      letters.length - latest.length,
    ];
    const query = { text: addLetters, values };
    const { rows } = await queryWithin<{ letters: string; bytes: string }>(
      this.#pool,
      query,
      deadline - performance.now(),
    );
    const { maxLetters, maxBytes } = this.#limits;
    const [count, bytes] = [Number(rows[0]!.letters), Number(rows[0]!.bytes)];
    // A tenth more than needed, so that not every further letter trims.
    if (count > maxLetters || bytes > maxBytes)
      await queryWithin(
        this.#pool,
        { text: trimLetters, values: [workspaceId, Math.floor(maxLetters * 0.9), Math.floor(maxBytes * 0.9)] },
        deadline - performance.now(),
      );
  }

  /** The latest refused events first. */
  async list(workspaceId: string, limit: number): Promise<readonly DeadLetter[]> {
    const found = await this.#pool.query<{ id: string; received_at: Date; reason: string; event: Json }>(
      `select id, received_at, reason, event from event_dead_letter
       where workspace_id = $1 order by received_at desc, id limit $2`,
      [workspaceId, limit],
    );
    return found.rows.map(({ id, received_at, reason, event }) => ({ id, receivedAt: received_at, reason, event }));
  }

  async counts(workspaceId: string): Promise<DeadLetterCounts> {
    const { rows } = await this.#pool.query<{ letters: string; over: string; age: string }>(
      `select letters, dropped_over_limit as over, dropped_by_age as age
       from event_dead_letter_count where workspace_id = $1`,
      [workspaceId],
    );
    const found = rows[0];
    return {
      letters: Number(found?.letters ?? 0),
      droppedOverLimit: Number(found?.over ?? 0),
      droppedByAge: Number(found?.age ?? 0),
    };
  }

  /** Drops those of all workspaces that came in before a time (milliseconds since 1970), and counts them. */
  async dropBefore(time: number): Promise<void> {
    await this.#pool.query(dropOldLetters, [new Date(time)]);
  }
}

/** The same for an event that is sent again, where it names itself. */
function letterId(event: Json, said: string): string {
  const { messageId } = (event ?? {}) as JsonObject;
  if (messageId == null) return `dead_${randomUUID()}`;
  return `dead_${createHash("sha256").update(said).digest("base64url").slice(0, 22)}`;
}

function letterText(event: Json): string {
  const text = storableJson(event);
  return text.length <= maxLetterLength
    ? text
    : storableJson({ cut: cutText(text, maxLetterLength), length: text.length });
}

const addLetters = `
  with added as (
    insert into event_dead_letter (workspace_id, id, received_at, reason, event, bytes)
    select $1, id, now(), reason, event, bytes
    from unnest($2::text[], $3::text[], $4::jsonb[], $5::int[]) as t(id, reason, event, bytes)
    on conflict do nothing
    returning bytes)
  insert into event_dead_letter_count as c (workspace_id, letters, bytes, dropped_over_limit)
  select $1, count(*), coalesce(sum(bytes), 0), $6::bigint from added
  on conflict (workspace_id) do update set letters = c.letters + excluded.letters, bytes = c.bytes + excluded.bytes,
    dropped_over_limit = c.dropped_over_limit + excluded.dropped_over_limit
  returning letters, bytes`;

const trimLetters = `
  with held as (select from event_dead_letter_count where workspace_id = $1 for update),
  ranked as (
    select id, row_number() over latest as place, sum(bytes) over latest as size
    from event_dead_letter, held where workspace_id = $1
    window latest as (order by received_at desc, id)),
  gone as (
    delete from event_dead_letter d using ranked r
    where d.workspace_id = $1 and d.id = r.id and (r.place > $2 or r.size > $3)
    returning d.bytes)
  update event_dead_letter_count c set letters = c.letters - g.letters, bytes = c.bytes - g.bytes,
    dropped_over_limit = c.dropped_over_limit + g.letters
  from (select count(*) as letters, coalesce(sum(bytes), 0) as bytes from gone) g where c.workspace_id = $1`;

const dropOldLetters = `
  with gone as (delete from event_dead_letter where received_at < $1 returning workspace_id, bytes)
  update event_dead_letter_count c set letters = c.letters - g.letters, bytes = c.bytes - g.bytes,
    dropped_by_age = c.dropped_by_age + g.letters
  from (select workspace_id, count(*) as letters, sum(bytes) as bytes from gone group by 1) g
  where c.workspace_id = g.workspace_id`;
