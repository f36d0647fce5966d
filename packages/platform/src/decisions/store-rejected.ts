import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import { storableText } from "../catalogue/storable-text.ts";
import { readTupleHead } from "./decision-tuple.ts";

/** A tuple that PostgreSQL refused, and what it said. */
export interface Rejected {
  readonly tuple: Buffer;
  readonly reason: string;
}

/** Stores refused tuples with their reasons, in the caller's transaction; one that is there already stays as it is. */
export async function storeRejected(client: ClientBase, file: string, rejected: readonly Rejected[]): Promise<void> {
  if (rejected.length === 0) return;
  const heads = rejected.map(({ tuple }) => readTupleHead(tuple));
  await client.query(
    `insert into decision_rejected (id, workspace_id, decision_id, rejected_at, reason, file, tuple)
     select id, workspace_id, decision_id, now(), reason, $5, tuple
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $6::bytea[])
       as t(id, workspace_id, decision_id, reason, tuple)
     on conflict do nothing`,
    [
      rejected.map(({ tuple }) => createHash("sha256").update(tuple).digest("hex")),
      heads.map(({ workspaceId }) => storableText(workspaceId)),
      heads.map(({ id }) => storableText(id)),
      rejected.map(({ reason }) => storableText(reason)),
      file,
      rejected.map(({ tuple }) => tuple),
    ],
  );
}
