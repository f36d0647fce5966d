import type { Json } from "@aisle/runtime/json";
import { reportedExposure } from "../events/exposure-events.ts";
import { holdPending } from "../experiments/take-pending.ts";
import { inEither, valuesOf } from "./decision-store.ts";
import type { PersonStore } from "./person-store.ts";

// Found by the unit, and through what it was made of: an experiment may assign by another field of the request, which stands in `arms`,
// and a front end by an attribute that its events do not name the person by.
const ids = `select decision_id from experiment_decision where workspace_id = $1 and unit = any($2)
  union select '${reportedExposure}' || message_id from event where workspace_id = $1 and shopper_id = any($2)
  union ${inEither("select id from decision")}`;
const where = `workspace_id = $1 and decision_id in (${ids})`;

/** What decisions about the person count in experiments; asked before the decisions and events themselves are deleted. */
export const experimentDecisionStore: PersonStore = {
  name: "experiment_decision",
  tables: ["experiment_decision"],
  async find(client, person) {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from experiment_decision where ${where}`,
      valuesOf(person),
    );
    return rows[0]!.count;
  },
  async export(client, person) {
    const { rows } = await client.query<{ row: Json }>(
      `select jsonb_build_object('decision_id', decision_id, 'at', at, 'arms', arms, 'outcome', outcome) as row
       from experiment_decision where ${where}`,
      valuesOf(person),
    );
    return rows.map(({ row }) => row);
  },
  async erase(client, person) {
    await holdPending(client, person.workspaceId);
    const { rowCount } = await client.query(`delete from experiment_decision where ${where}`, valuesOf(person));
    return rowCount ?? 0;
  },
};
