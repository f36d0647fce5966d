import { readPayload } from "../decisions/decision-payload.ts";
import type { PersonStore } from "./person-store.ts";

// The request stands at the payload's beginning as JSON: the person's id is looked for as a whole string of it.
const where = `workspace_id = $1 and (unit = any($2) or exists (
  select from unnest($2::text[]) as id where position(convert_to(to_jsonb(id)::text, 'UTF8') in payload) > 0))`;

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly endpoint: string;
  readonly outcome: string;
  readonly payload: Buffer;
}

/** What was answered to the person, in the decision log. */
export const decisionStore: PersonStore = {
  name: "decision",
  tables: ["decision"],
  async find(client, { workspaceId, shopperIds }) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from decision where ${where}`,
      [workspaceId, shopperIds],
    );
    return rows[0]!.count;
  },
  async export(client, { workspaceId, shopperIds }) {
    const { rows } = await client.query<Row>(
      `select id, at, endpoint, outcome, payload from decision where ${where} order by at`,
      [workspaceId, shopperIds],
    );
    return rows.map(({ id, at, endpoint, outcome, payload }) => {
      const { request, slots } = readPayload(payload);
      return { id, at: at.toISOString(), endpoint, outcome, request, shown: slots.map(({ item }) => item) };
    });
  },
  async erase(client, { workspaceId, shopperIds }) {
    const { rowCount } = await client.query(`delete from decision where ${where}`, [workspaceId, shopperIds]);
    return rowCount ?? 0;
  },
};
