import type { Json } from "@aisle/runtime/json";
import type pg from "pg";
import type { Person, PersonStore } from "./person-store.ts";

/** What stands in a sample instead of an id that was deleted. */
const erased = "erased";
/** Fields of a graph below which a string may name a shopper: elsewhere it is a setting, and stays. */
const sampled: ReadonlySet<string> = new Set(["samples", "sample", "request", "pins", "pin", "value"]);

/**
 * Sample requests and pinned samples in the JSON of pipelines: the person's id is replaced where it is a whole string of a sample. `key`
 * is an SQL expression that names a row within its table.
 */
export function sampleStore(table: string, key: string, columns: readonly string[]): PersonStore {
  const isPin = table === "draft_pin";
  const found = columns
    .map((column) => `position(to_jsonb(id)::text in coalesce(${column}::text, '')) > 0`)
    .join(" or ");
  const candidates = async (client: pg.ClientBase, { workspaceId, shopperIds }: Person) => {
    const { rows } = await client.query<{ key: string; values: readonly Json[] }>(
      `select ${key} as key, jsonb_build_array(${columns.join(", ")}) as values from "${table}"
       where workspace_id = $1 and exists (select from unnest($2::text[]) as id where ${found})`,
      [workspaceId, shopperIds],
    );
    const ids = new Set(shopperIds);
    return rows.flatMap(({ key: name, values }) => {
      const without = values.map((value) => withoutIds(value, ids, isPin));
      return without.every((value, index) => value === values[index]) ? [] : [{ key: name, values: without }];
    });
  };
  return {
    name: `${table} (samples)`,
    tables: [table],
    find: async (client, person) => (await candidates(client, person)).length,
    export: async (client, person) => (await candidates(client, person)).map(({ key: name }) => ({ [table]: name })),
    async erase(client, person) {
      const changed = await candidates(client, person);
      for (const { key: name, values } of changed) {
        const set = columns.map((column, index) => `${column} = $${index + 3}::jsonb`).join(", ");
        await client.query(`update "${table}" set ${set} where workspace_id = $1 and ${key} = $2`, [
          person.workspaceId,
          name,
          ...values.map((value) => (value === null ? null : JSON.stringify(value))),
        ]);
      }
      return changed.length;
    },
  };
}

/** The same value where nothing was replaced. */
function withoutIds(value: Json, ids: ReadonlySet<string>, isSample: boolean): Json {
  if (typeof value === "string") return isSample && ids.has(value) ? erased : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutIds(item, ids, isSample));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const entries = Object.entries(value).map(([name, item]): [string, Json] => [
    name,
    withoutIds(item, ids, isSample || sampled.has(name)),
  ]);
  const object = value as { readonly [name: string]: Json };
  return entries.every(([name, item]) => item === object[name]) ? value : Object.fromEntries(entries);
}
