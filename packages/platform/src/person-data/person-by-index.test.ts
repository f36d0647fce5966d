import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewDecision } from "@aisle/contracts/decision";
import type { ClientBase } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDecisionId } from "../decisions/decision-id.ts";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { Spool } from "../decisions/spool.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { inTransaction } from "../postgres/with-client.ts";
import { PersonData } from "./person-data.ts";
import type { Person } from "./person-store.ts";
import { personStores } from "./person-stores.ts";
import { tokeniser } from "./tokens-of.ts";

const ws = "ws_a";
const secret = "the secret that tokens are made with";
const token = tokeniser(secret, ws);
const large = ["decision", "event", "interaction", "exposure"];
let database: TestDatabase;
let pool: Pool;
let data: PersonData;
let spoolFolder: string;

const decision = (more: Partial<NewDecision>): NewDecision =>
  ({
    ...{
      workspaceId: ws,
      endpoint: "home",
      versionId: "ver_1",
      planId: "plan_1",
      id: newDecisionId(Date.now()),
      at: Date.now(),
    },
    ...{ outcome: "answered", totalMs: 1, sample: false, request: {}, slots: [], steps: [], candidates: [] },
    ...more,
  }) as unknown as NewDecision;

async function log(decisions: readonly NewDecision[]): Promise<void> {
  const spool = new Spool({ directory: spoolFolder });
  for (const one of decisions) spool.append(one);
  spool.close();
  const writer = new DecisionWriter({ pool, directory: spoolFolder });
  await writer.drain();
}

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 4 });
  data = new PersonData(pool, personStores, secret);
  spoolFolder = mkdtempSync(join(tmpdir(), "aisle-person-index-"));
  await pool.query("insert into workspace (id, name) values ('ws_a', 'A')");
  await log(
    Array.from({ length: 8_000 }, (_, i) =>
      decision({ unit: `s_${i}`, request: { shopperId: token(JSON.stringify(`s_${i}`)), query: `tents ${i}` } }),
    ),
  );
  await pool.query("select ensure_day_partitions('event', array[current_date])");
  await pool.query(
    `insert into exposure (workspace_id, experiment, unit, arm, first_at, decision_id)
     select $1, 'e', 's_' || i, 'b', now(), 'd' from generate_series(1, 20000) i`,
    [ws],
  );
  await pool.query(
    `insert into interaction (workspace_id, shopper_id, at, kind, product_id)
     select $1, 's_' || i, now(), 0, 'p' from generate_series(1, 20000) i`,
    [ws],
  );
  await pool.query(
    `insert into event (workspace_id, message_id, at, received_at, type, name, shopper_id, payload)
     select $1, 'm' || i, now(), now(), 'track', 'View', 's_' || i, '{}' from generate_series(1, 20000) i`,
    [ws],
  );
  await pool.query("analyze");
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await database?.drop();
  rmSync(spoolFolder, { recursive: true });
});

/** The plans of all statements that work sends, a line each; what it changed is undone. */
async function plansOf(work: (client: ClientBase) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  await inTransaction(pool, async (client) => {
    const explaining = {
      async query(text: string, values: unknown[]) {
        const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${text}`, values);
        plans.push(...rows.map((row) => row["QUERY PLAN"]));
        return client.query(text, values);
      },
    };
    await work(explaining as unknown as ClientBase);
    throw new Error("undone");
  }).catch((error: Error) => {
    if (error.message !== "undone") throw error;
  });
  return plans;
}

describe("a person's data", () => {
  const person: Person = {
    ...{ workspaceId: ws, userId: "", email: "" },
    shopperIds: ["s_17", token("s_17"), token(JSON.stringify("s_17"))],
  };

  it.each(["find", "export", "erase"] as const)("is found by index where tables are large, to %s it", async (verb) => {
    const stores = personStores.filter(({ tables }) => tables.some((table) => large.includes(table)));
    expect(stores).toHaveLength(large.length);
    for (const store of stores) {
      const plans = await plansOf((client) => store[verb](client, person));
      expect(plans.length).toBeGreaterThan(0);
      const sequential = plans.filter((line) => /Seq Scan on (decision|event|interaction|exposure)/.test(line));
      expect([store.name, sequential]).toEqual([store.name, []]);
    }
  });

  it("is found by unit, token and any text of a request, among too many of them, and in decisions of before", async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field${i}`, `text ${i}`]));
    await log([
      decision({ unit: "lena" }),
      decision({ request: { shopper: { ids: [token("lena")] } } }),
      decision({ request: { note: "lena" } }),
      decision({ request: { ...many, who: "lena" } }),
      decision({ request: { ...many, who: "not lena" } }),
      decision({ request: { note: "lena and others" } }),
    ]);
    const lena = { by: "shopper", value: "lena" } as const;
    const actor = { workspaceId: ws, userId: null, via: "command" } as const;
    expect(await data.find(ws, lena)).toEqual({ decision: 4 });
    await pool.query(
      "update decision set people = null where id not in (select id from decision where unit like 's\\_%')",
    );
    const { rows } = await pool.query("select count(*)::int as count from decision where people is null");
    expect(rows).toEqual([{ count: 6 }]);
    expect(await data.find(ws, lena)).toEqual({ decision: 4 });
    expect((await data.export(actor, lena)).decision).toHaveLength(4);
    expect(await data.erase(actor, lena)).toEqual({ decision: 4 });
    expect(await data.find(ws, lena)).toEqual({ person_erasure: 1 });
  });
});
