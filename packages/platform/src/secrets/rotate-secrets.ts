import type { Rotation, SecretPlace } from "@aisle/contracts/secret";
import type pg from "pg";
import { withClient } from "../postgres/with-client.ts";
import { openSecret, type SecretKey, sealSecret } from "./sealed-secret.ts";
import type { SecretKeys } from "./secret-keys.ts";

const lockKey = 72707371;
const batch = 100;

/**
 * Encrypts every secret with another key: the first one of the environment, or a new one where the keys lie in the data directory.
 * Old keys are read until nothing needs them. One that was interrupted goes on where it stood when it is run again.
 */
export async function rotateSecrets(pool: pg.Pool, keys: SecretKeys): Promise<Rotation> {
  return withClient(pool, async (client) => {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    try {
      await keys.reload();
      const target = await chooseKey(client, keys);
      await setCurrentKey(client, target);
      const { reencrypted, unreadable } = await reencrypt(client, keys, target);
      if (keys.areOwn) await keys.retainOnly(new Set([target.id, ...(await keysInUse(client))]));
      return { keyId: target.id, reencrypted, unreadable };
    } finally {
      await client.query("select pg_advisory_unlock($1)", [lockKey]);
    }
  });
}

/**
 * Goes on with this installation's own key where the database names one that is not there, as after a restore on another machine.
 * Secrets of the other key stay unreadable; new ones can be entered.
 */
export async function adoptSecretKey(pool: pg.Pool, keys: SecretKeys): Promise<void> {
  await withClient(pool, async (client) => {
    const current = await currentKeyId(client);
    if (current !== undefined && (await keys.find(current)) === undefined) await setCurrentKey(client, keys.first);
  });
}

/** The first key, unless everything is encrypted with it already: then a new one, where one can be made. */
async function chooseKey(client: pg.ClientBase, keys: SecretKeys): Promise<SecretKey> {
  const { first } = keys;
  if (!keys.areOwn || first.id !== (await currentKeyId(client))) return first;
  const others = (await keysInUse(client)).filter((id) => id !== first.id);
  const known = await Promise.all(others.map((id) => keys.find(id)));
  // Rows of an earlier key that is there are what an interrupted rotation has left.
  return known.some((key) => key !== undefined) ? first : keys.addNew();
}

async function currentKeyId(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>("select key_id as id from secret_key");
  return rows[0]?.id;
}

/** Waits for those who write a secret at this moment. */
async function setCurrentKey(client: pg.ClientBase, { id }: SecretKey): Promise<void> {
  await client.query(
    `insert into secret_key (key_id) values ($1)
     on conflict (single) do update set key_id = excluded.key_id, since = now() where secret_key.key_id <> excluded.key_id`,
    [id],
  );
}

async function reencrypt(client: pg.ClientBase, keys: SecretKeys, target: SecretKey) {
  let reencrypted = 0;
  const unreadable: SecretPlace[] = [];
  for (let after: SecretPlace = { workspaceId: "", name: "" }; ; ) {
    const { rows } = await client.query<SecretPlace & { key: string; sealed: Buffer }>(
      `select workspace_id as "workspaceId", name, key_id as key, sealed from secret
       where key_id <> $1 and (workspace_id, name) > ($2, $3) order by workspace_id, name limit ${batch}`,
      [target.id, after.workspaceId, after.name],
    );
    for (const { workspaceId, name, key: keyId, sealed } of rows) {
      const place = { workspaceId, name };
      const key = await keys.find(keyId);
      const text = key === undefined ? undefined : openSecret(key, place, sealed);
      if (text === undefined) {
        unreadable.push(place);
        continue;
      }
      // One that was entered again meanwhile is encrypted with the new key already.
      const { rowCount } = await client.query(
        "update secret set key_id = $4, sealed = $5 where workspace_id = $1 and name = $2 and sealed = $3",
        [workspaceId, name, sealed, target.id, sealSecret(target, place, text)],
      );
      reencrypted += rowCount ?? 0;
    }
    const last = rows.at(-1);
    if (last === undefined) return { reencrypted, unreadable };
    after = last;
  }
}

async function keysInUse(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>("select distinct key_id as id from secret");
  return rows.map(({ id }) => id);
}
