import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";

const linkHours = 24;

/** The id of the workspace that every installation starts with. */
const firstWorkspaceId = "ws_main";

/** The first workspace's id; made, with the machine's time zone, when there is none. */
export async function ensureWorkspace(pool: pg.Pool): Promise<string> {
  const find = () => pool.query<{ id: string }>("select id from workspace order by created_at, id limit 1");
  const found = (await find()).rows[0];
  if (found) return found.id;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  await pool.query(
    "insert into workspace (id, name, time_zone, currencies, locales) values ($1, 'My shop', $2, '{EUR}', '{en}') on conflict do nothing",
    [firstWorkspaceId, zone],
  );
  return (await find()).rows[0]?.id ?? firstWorkspaceId;
}

/** Makes a link that signs the owner in once within a day and returns its token; only its hash is kept. */
export async function makeSignInToken(pool: pg.Pool): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  await pool.query("delete from sign_in_link where expires_at < now() or used_at is not null");
  await pool.query(
    "insert into sign_in_link (token_hash, expires_at) values ($1, now() + make_interval(hours => $2))",
    [createHash("sha256").update(token).digest(), linkHours],
  );
  return token;
}

/** Whether a workspace holds neither products nor pipelines. */
export async function isEmpty(pool: pg.Pool, workspaceId: string): Promise<boolean> {
  const { rows } = await pool.query<{ empty: boolean }>(
    `select not exists (select 1 from product where workspace_id = $1)
       and not exists (select 1 from pipeline where workspace_id = $1) as empty`,
    [workspaceId],
  );
  return rows[0]?.empty ?? false;
}
