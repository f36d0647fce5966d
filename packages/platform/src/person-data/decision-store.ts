import { readPayload } from "../decisions/decision-payload.ts";
import { personKey, unlistedPeople } from "../decisions/decision-people.ts";
import type { Person, PersonStore } from "./person-store.ts";

// The request stands at the payload's beginning as JSON: the person's id is looked for as a whole string of it.
const named = `(unit = any($2) or exists (
  select from unnest($2::text[]) as id where position(convert_to(to_jsonb(id)::text, 'UTF8') in payload) > 0))`;
/** Two ways, each with an index of its own: by the hashes in `people`, and through the decisions of before there were any. */
const ways = [
  `workspace_id = $1 and people && ($3::bigint[] || ${unlistedPeople}::bigint) and (people && $3::bigint[] or ${named})`,
  `workspace_id = $1 and people is null and ${named} and $3::bigint[] is not null`,
];
/** `$1` to `$3` of the conditions. */
export const valuesOf = ({ workspaceId, shopperIds }: Person) => [
  workspaceId,
  shopperIds,
  shopperIds.map(personKey).map(String),
];
/** Decisions that were answered to the person. */
export const inEither = (select: string) => ways.map((where) => `${select} where ${where}`).join(" union all ");

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
  async find(client, person) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from (${inEither("select id from decision")}) as found`,
      valuesOf(person),
    );
    return rows[0]!.count;
  },
  async export(client, person) {
    const { rows } = await client.query<Row>(
      `${inEither("select id, at, endpoint, outcome, payload from decision")} order by at, id`,
      valuesOf(person),
    );
    return rows.map(({ id, at, endpoint, outcome, payload }) => {
      const { request, slots } = readPayload(payload);
      return { id, at: at.toISOString(), endpoint, outcome, request, shown: slots.map(({ item }) => item) };
    });
  },
  async erase(client, person) {
    let erased = 0;
    for (const where of ways)
      erased += (await client.query(`delete from decision where ${where}`, valuesOf(person))).rowCount ?? 0;
    return erased;
  },
};
