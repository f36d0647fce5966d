import { AisleError } from "@aisle/runtime/errors";
import type { PersonStore } from "./person-store.ts";

/** The account of someone who signs in to the studio, with sessions, passwords, passkeys and links: gone as a whole. */
export const accountStore: PersonStore = {
  name: "account",
  tables: ["user", "session", "account", "passkey", "member", "sign_in_link", "verification"],
  async find(client, { userId, email }) {
    const { rows } = await client.query<{ count: number }>(
      `select (select count(*) from "user" where id = $1) + (select count(*) from session where user_id = $1)
         + (select count(*) from account where user_id = $1) + (select count(*) from passkey where user_id = $1)
         + (select count(*) from member where user_id = $1) + (select count(*) from sign_in_link where user_id = $1)
         + (select count(*) from verification where ($2 <> '' and position($2 in identifier) > 0) or ($1 <> '' and value = $1)) as count`,
      [userId, email],
    );
    return Number(rows[0]!.count);
  },
  async export(client, { userId }) {
    const { rows } = await client.query(
      `select jsonb_build_object('name', u.name, 'email', u.email, 'created_at', u.created_at,
         'roles', (select coalesce(jsonb_agg(jsonb_build_object('workspace', workspace_id, 'role', role)), '[]') from member where user_id = u.id),
         'sessions', (select coalesce(jsonb_agg(jsonb_build_object('created_at', created_at, 'ip_address', ip_address, 'user_agent', user_agent)), '[]')
           from session where user_id = u.id),
         'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'created_at', created_at)), '[]') from passkey where user_id = u.id)) as row
       from "user" u where id = $1`,
      [userId],
    );
    return rows.map(({ row }) => row);
  },
  async erase(client, person) {
    const { workspaceId, userId, email } = person;
    if (userId === "") return 0;
    const owners = await client.query<{ id: string }>(
      "select user_id as id from member where workspace_id = $1 and role = 'owner' for update",
      [workspaceId],
    );
    if (owners.rows.length === 1 && owners.rows[0]!.id === userId)
      throw new AisleError("person.last-owner", "A workspace needs an owner.");
    const elsewhere = await client.query("select 1 from member where user_id = $1 and workspace_id <> $2", [
      userId,
      workspaceId,
    ]);
    if (elsewhere.rowCount !== 0)
      throw new AisleError("role.not-permitted", "This person belongs to other workspaces too.");
    const count = await accountStore.find(client, person);
    await client.query("delete from verification where position($2 in identifier) > 0 or value = $1", [userId, email]);
    // Sessions, passwords, passkeys, memberships and links go with it.
    await client.query('delete from "user" where id = $1', [userId]);
    return count;
  },
};
