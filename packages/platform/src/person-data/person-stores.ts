import { accountStore } from "./account-store.ts";
import { deadLetterStore } from "./dead-letter-store.ts";
import { decisionStore } from "./decision-store.ts";
import { experimentDecisionStore } from "./experiment-decision-store.ts";
import { type PersonStore, tableStore } from "./person-store.ts";
import { sampleStore } from "./sample-store.ts";

const byShopper = "workspace_id = $1 and shopper_id = any($2)";
const byUser = "workspace_id = $1 and user_id = any($2)";

/** Every store that holds data of persons: a new one is its entry here, and a test finds the table that has none. */
export const personStores: readonly PersonStore[] = [
  // Before the events and decisions, through which it finds a person.
  experimentDecisionStore,
  tableStore({
    table: "event",
    of: "shopper",
    where: byShopper,
    columns: ["at", "type", "name", "shopper_id", "session_id", "decision_id", "payload"],
  }),
  tableStore({
    table: "interaction",
    of: "shopper",
    where: byShopper,
    columns: ["at", "kind", "product_id", "quantity", "value_minor", "currency", "session_id", "decision_id"],
  }),
  deadLetterStore,
  decisionStore,
  tableStore({
    table: "exposure",
    of: "shopper",
    where: "workspace_id = $1 and unit = any($2)",
    columns: ["experiment", "arm", "first_at", "decision_id"],
  }),
  tableStore({
    table: "decision_rejected",
    of: "shopper",
    // A tuple holds the unit, and in the request the id as JSON.
    where: `workspace_id = $1 and exists (
      select from unnest($2::text[]) as id where position(convert_to(to_jsonb(id)::text, 'UTF8') in tuple) > 0
        or position(int4send(octet_length(id)) || convert_to(id, 'UTF8') in tuple) > 0)`,
    columns: ["decision_id", "rejected_at", "reason"],
  }),
  sampleStore("pipeline", "id", ["draft_graph"]),
  sampleStore("draft_edit", "pipeline_id || '/' || revision", ["edit"]),
  sampleStore("draft_pin", "pipeline_id || '/' || port", ["value"]),
  sampleStore("version", "id", ["graph", "report"]),
  tableStore({
    table: "draft_edit",
    of: "user",
    where: "workspace_id = $1 and author = any($2)",
    columns: ["pipeline_id", "revision", "at"],
    clear: ["author"],
  }),
  tableStore({
    table: "version",
    of: "user",
    where: "workspace_id = $1 and published_by = any($2)",
    columns: ["pipeline_id", "number", "created_at"],
    clear: ["published_by"],
  }),
  tableStore({
    table: "secret",
    of: "user",
    where: "workspace_id = $1 and updated_by = any($2)",
    columns: ["name", "updated_at"],
    clear: ["updated_by"],
  }),
  tableStore({
    table: "connection",
    of: "user",
    where: "workspace_id = $1 and updated_by = any($2)",
    columns: ["name", "updated_at"],
    clear: ["updated_by"],
  }),
  {
    ...tableStore({
      table: "experiment",
      of: "user",
      where: "workspace_id = $1 and (created_by = any($2) or decision ->> 'by' = any($2))",
      columns: ["id", "name", "created_at"],
    }),
    // The experiment is the shop's; who made or ended it is taken out of it.
    async erase(client, { workspaceId, userId }) {
      const { rowCount } = await client.query(
        `update experiment set created_by = nullif(created_by, $2),
           decision = case when decision ->> 'by' = $2 then jsonb_set(decision, '{by}', 'null') else decision end
         where workspace_id = $1 and (created_by = $2 or decision ->> 'by' = $2)`,
        [workspaceId, userId],
      );
      return rowCount ?? 0;
    },
  },
  ...(["monitor_limit", "monitor_reference"] as const).map((table) =>
    tableStore({
      table,
      of: "user",
      where: "workspace_id = $1 and set_by = any($2)",
      columns: ["kind", "subject", "set_at"],
      clear: ["set_by"],
    }),
  ),
  ...(["acknowledged_by", "assignee"] as const).map((column) =>
    tableStore({
      table: "alert",
      of: "user",
      where: `workspace_id = $1 and ${column} = any($2)`,
      columns: ["id", "title", "raised_at"],
      clear: [column],
    }),
  ),
  tableStore({
    table: "alert_event",
    of: "user",
    where: `workspace_id = $1 and "by" = any($2)`,
    columns: ["alert_id", "type", "text", "at"],
    clear: ["by"],
  }),
  tableStore({
    table: "alert_mute",
    of: "user",
    where: `workspace_id = $1 and "by" = any($2)`,
    columns: ["kind", "subject", "at"],
    clear: ["by"],
  }),
  tableStore({ table: "notification_receipt", of: "user", where: byUser, columns: ["notification_id", "read_at"] }),
  tableStore({
    table: "notification_delivery",
    of: "user",
    where: byUser,
    columns: ["notification_id", "connection", "state", "created_at"],
  }),
  {
    ...tableStore({
      table: "audit_entry",
      of: "user",
      where: "workspace_id = $1 and (actor = any($2) or subject = any($2))",
      columns: ["seq", "at", "action", "subject"],
    }),
    // The chain stays whole: with the account gone, the id in it names nobody.
    erase: async () => 0,
  },
  tableStore({
    table: "person_erasure",
    of: "shopper",
    where: "workspace_id = $1 and ids && $2",
    columns: ["at"],
  }),
  // Last: the others find a person by the account.
  accountStore,
];

/** Tables that hold nothing about a person, each with the reason. */
export const withoutPersonalData: { readonly [table: string]: string } = {
  workspace: "a shop's own settings",
  endpoint: "addresses of pipelines",
  endpoint_alias: "addresses of pipelines",
  api_key: "keys of programs; who made one stands in the audit log",
  product: "the catalog",
  live_stock: "stock and prices",
  event_seen: "ids of messages, which the shop's program makes up",
  event_count: "counts of days",
  sales_count: "counts of days",
  order_seen: "hashes of the ids of orders and sessions",
  event_dead_letter_count: "counts",
  interaction_removal: "counts",
  endpoint_minute: "counts and times of minutes",
  endpoint_day: "counts of days",
  order_attribution: "ids of messages and decisions, which the shop's program and Aisle make up, for two days at most",
  attributed_day: "counts of days",
  attributed_order: "hashes of the ids of orders, and what their products were worth",
  order_return: "ids of messages and hashes of those of orders, and what was given back, for two days at most",
  endpoint_holdout: "a shop's own settings",
  model_use_day: "counts of days",
  decision_spool: "positions in files",
  blob: "search indexes and counts of products",
  blob_part: "parts of blobs",
  collection: "search indexes of products",
  vector: "embeddings of products",
  artefact: "names of blobs",
  metric: "definitions of metrics",
  experiment_weights: "shares of the arms of experiments",
  experiment_pending: "ids and times of decisions, which Aisle makes up",
  experiment_reading: "sums of the arms of experiments",
  experiment_fold:
    "names of blobs, whose sums hold hashes of units: the next fold cuts those of people who were deleted",
  monitor_hour: "sketches of hours: counts, numbers, and short values of fields that are named like no person's",
  monitor_fold: "how far rows are folded",
  monitor_reading: "findings about endpoints and sources",
  alert_setting: "a shop's own settings",
  catalog_load: "names of files of products",
  installation: "the id of this installation",
  process_status: "programs and their machines",
  secret_key: "the id of a key",
  audit_head: "the end of each chain of hashes",
  notification: "names of files, endpoints and parts of Aisle; whom it went to stands in notification_receipt",
};
