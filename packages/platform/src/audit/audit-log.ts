import { createHash } from "node:crypto";
import type { AuditActor, AuditCheck, AuditEntry, AuditFact, AuditLog, AuditQuery } from "@aisle/contracts/audit";
import type pg from "pg";
import { withClient } from "../postgres/with-client.ts";

interface StoredEntry {
  readonly seq: number;
  readonly entry: string;
  readonly hash: Buffer;
  readonly action: string;
  readonly actor: string | null;
  readonly subject: string | null;
  readonly at: Date;
}

const batch = 2000;

/** Adds an entry in the transaction of a connection: the change and its entry are stored together or not at all. */
export async function appendAudit(
  client: Pick<pg.ClientBase, "query">,
  { workspaceId, userId, via }: AuditActor,
  { action, subject, detail = {} }: AuditFact,
): Promise<void> {
  await client.query("select audit_append($1, $2, $3, $4, $5, $6)", [
    workspaceId,
    userId,
    via,
    action,
    subject ?? null,
    JSON.stringify(detail),
  ]);
}

/**
 * The append-only log of what was done in each workspace. The hash of an entry is SHA-256 over the hash before it and the entry's JSON
 * as PostgreSQL's `jsonb` writes it; the first one follows SHA-256 of `aisle.audit` and the workspace's id.
 */
export class PostgresAuditLog implements AuditLog {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async append(actor: AuditActor, fact: AuditFact): Promise<void> {
    await appendAudit(this.#pool, actor, fact);
  }

  /** The latest first. */
  async list(workspaceId: string, { before, limit, action, kind, actor }: AuditQuery): Promise<readonly AuditEntry[]> {
    const { rows } = await this.#pool.query<{ entry: string }>(
      `select entry from audit_entry where workspace_id = $1 and ($2::bigint is null or seq < $2)
         and ($4::text is null or action = $4) and ($5::text is null or starts_with(action, $5 || '.'))
         and ($6::text is null or actor = $6) order by seq desc limit $3`,
      [workspaceId, before ?? null, limit, action ?? null, kind ?? null, actor ?? null],
    );
    return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry);
  }

  /** Jumps from one person to the next in the index, however many entries each has. */
  async actors(workspaceId: string): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ actor: string }>(
      `with recursive found as (
         select min(actor) as actor from audit_entry where workspace_id = $1
         union all
         select (select min(e.actor) from audit_entry e where e.workspace_id = $1 and e.actor > found.actor)
         from found where found.actor is not null)
       select actor from found where actor is not null`,
      [workspaceId],
    );
    return rows.map(({ actor }) => actor);
  }

  /** Reads the whole chain and computes every hash again; `expect` is an earlier end that must still be a part of it. */
  async verify(workspaceId: string, expect?: string): Promise<AuditCheck> {
    return withClient(this.#pool, async (client) => {
      await client.query("begin transaction isolation level repeatable read, read only");
      try {
        return await verifyChain(client, workspaceId, expect);
      } finally {
        await client.query("rollback");
      }
    });
  }
}

async function verifyChain(client: pg.ClientBase, workspaceId: string, expect?: string): Promise<AuditCheck> {
  let hash: Buffer = createHash("sha256").update(`aisle.audit ${workspaceId}`).digest();
  let seq = 0;
  let met = expect === undefined;
  const end = (problem?: string): AuditCheck => ({
    ok: problem === undefined,
    entries: seq,
    head: `${seq}:${hash.toString("hex")}`,
    ...(problem === undefined ? {} : { problem }),
  });
  for (;;) {
    const { rows } = await client.query<StoredEntry>(
      `select seq, entry, hash, action, actor, subject, at from audit_entry
       where workspace_id = $1 and seq > $2 order by seq limit ${batch}`,
      [workspaceId, seq],
    );
    for (const row of rows) {
      if (row.seq !== seq + 1) return end(`entry ${seq + 1} is missing`);
      const next = createHash("sha256").update(hash).update(row.entry).digest();
      if (!next.equals(row.hash)) return end(`entry ${row.seq}, or its hash, was changed`);
      if (!columnsAgree(row)) return end(`the columns of entry ${row.seq} are not what the entry says`);
      hash = next;
      seq = row.seq;
      if (expect === `${seq}:${hash.toString("hex")}`) met = true;
    }
    if (rows.length === 0) break;
  }
  const { rows } = await client.query<{ seq: number; hash: Buffer }>(
    "select seq, hash from audit_head where workspace_id = $1",
    [workspaceId],
  );
  const head = rows[0];
  if ((head?.seq ?? 0) !== seq || (head !== undefined && !head.hash.equals(hash)))
    return end(`the chain ends at entry ${seq}, but entry ${head?.seq ?? 0} was written`);
  return met ? end() : end(`the end that was noted, ${expect}, is not a part of this chain`);
}

function columnsAgree({ seq, entry, action, actor, subject, at }: StoredEntry): boolean {
  const said = JSON.parse(entry) as AuditEntry;
  return (
    said.seq === seq &&
    said.action === action &&
    said.actor === actor &&
    said.subject === subject &&
    said.at === at.toISOString()
  );
}
