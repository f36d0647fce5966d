import type { PersonStore } from "./person-store.ts";

// A refused event is JSON of whatever shape: the person's id is looked for as a whole string anywhere in it.
const where = `workspace_id = $1 and exists (
  select from unnest($2::text[]) as id where position(to_jsonb(id)::text in event::text) > 0)`;

/** Refused events that name the person. */
export const deadLetterStore: PersonStore = {
  name: "event_dead_letter",
  tables: ["event_dead_letter"],
  async find(client, { workspaceId, shopperIds }) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from event_dead_letter where ${where}`,
      [workspaceId, shopperIds],
    );
    return rows[0]!.count;
  },
  async export(client, { workspaceId, shopperIds }) {
    const { rows } = await client.query(
      `select jsonb_build_object('received_at', received_at, 'reason', reason, 'event', event) as row
       from event_dead_letter where ${where}`,
      [workspaceId, shopperIds],
    );
    return rows.map(({ row }) => row);
  },
  async erase(client, { workspaceId, shopperIds }) {
    const { rows } = await client.query<{ letters: number }>(
      `with gone as (delete from event_dead_letter where ${where} returning bytes),
       counted as (
         update event_dead_letter_count set letters = letters - (select count(*) from gone),
           bytes = bytes - (select coalesce(sum(bytes), 0) from gone) where workspace_id = $1)
       select count(*)::int as letters from gone`,
      [workspaceId, shopperIds],
    );
    return rows[0]!.letters;
  },
};
