import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PostgresAuditLog } from "../audit/audit-log.ts";
import { newDecisionId } from "../decisions/decision-id.ts";
import { DecisionWriter } from "../decisions/decision-writer.ts";
import { Spool } from "../decisions/spool.ts";
import { EventStore } from "../events/event-store.ts";
import { takePending } from "../experiments/take-pending.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { PersonData } from "./person-data.ts";
import { personStores, withoutPersonalData } from "./person-stores.ts";
import { repeatErasures } from "./repeat-erasures.ts";
import { tokeniser } from "./tokens-of.ts";

const ws = "ws_a";
const secret = "the secret that tokens are made with";
const actor = { workspaceId: ws, userId: "u_owner", via: "command" } as const;
let database: TestDatabase;
let pool: Pool;
let data: PersonData;
let spoolFolder: string;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 4 });
  data = new PersonData(pool, personStores, secret);
  spoolFolder = mkdtempSync(join(tmpdir(), "aisle-person-"));
  await pool.query("insert into workspace (id, name) values ('ws_a', 'A'), ('ws_b', 'B')");
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
  rmSync(spoolFolder, { recursive: true });
});

const tablesOf = async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '_prisma_migrations' order by 1`,
  );
  return rows.map(({ name }) => name);
};
const neitherRegisteredNorDeclared = async () => {
  const registered = new Set(personStores.flatMap(({ tables }) => tables));
  return (await tablesOf()).filter((table) => !registered.has(table) && !Object.hasOwn(withoutPersonalData, table));
};
/** Every table as text, a line each row, with bytes as text where they are. */
const everything = async (): Promise<string> => {
  let all = "";
  for (const table of await tablesOf()) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from "${table}" t`);
    for (const { row } of rows)
      all += `${table} ${row.replace(/\\\\x([0-9a-f]+)/g, (_, hex) => Buffer.from(hex, "hex").toString("latin1").replaceAll("\n", " "))}\n`;
  }
  return all;
};

describe("the registry of persons' data", () => {
  it("answers for every table, or says why there is nothing about a person in it", async () => {
    expect(await neitherRegisteredNorDeclared()).toEqual([]);
    const known = new Set(await tablesOf());
    const named = [...personStores.flatMap(({ tables }) => tables), ...Object.keys(withoutPersonalData)];
    expect(named.filter((table) => !known.has(table))).toEqual([]);
    const both = personStores
      .flatMap(({ tables }) => tables)
      .filter((table) => Object.hasOwn(withoutPersonalData, table));
    expect(both).toEqual([]);
    for (const reason of Object.values(withoutPersonalData)) expect(reason.length).toBeGreaterThan(4);
  });

  it("finds a table that a migration adds and nobody registers", async () => {
    await pool.query("create table newsletter (email text)");
    expect(await neitherRegisteredNorDeclared()).toEqual(["newsletter"]);
    await pool.query("drop table newsletter");
  });

  it("declares no table free of personal data whose columns say otherwise", async () => {
    const { rows } = await pool.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and column_name ~ '(user|shopper|session|person|email|author|actor|unit|ip_address|_by$)'`,
    );
    // A transaction's id, whatever its name.
    const suspicious = rows.filter(({ table }) => Object.hasOwn(withoutPersonalData, table));
    expect(suspicious).toEqual([]);
  });
});

async function addShopper(id: string, workspaceId = ws): Promise<void> {
  const tokenise = tokeniser(secret, workspaceId);
  const events = new EventStore(pool);
  await events.append(workspaceId, [
    {
      messageId: `m_${id}_${workspaceId}`,
      at: Date.now(),
      type: "track",
      name: "Product Viewed",
      shopperId: id,
      payload: { userId: id },
      interactions: [{ kind: "view", productId: "p1", quantity: 1 }],
    } as never,
  ]);
  await events.reject(workspaceId, [{ reason: "no time", event: { userId: id, event: "Order Completed" } }]);
  await pool.query(
    "insert into exposure (workspace_id, experiment, unit, arm, first_at, decision_id) values ($1, 'e', $2, 'b', now(), 'd')",
    [workspaceId, id],
  );
  await pool.query(
    `insert into experiment_decision (workspace_id, decision_id, at, unit, arms, outcome, total_us, facts)
     values ($1, $2, now(), $3, '{"e": "b"}', 'answered', 1, '{}')`,
    [workspaceId, `d_${id}`, id],
  );
  const graph = { nodes: [{ config: { by: id } }], samples: [{ id: "s", request: { shopperId: id, limit: 3 } }] };
  await pool.query("insert into pipeline (id, workspace_id, name, draft_graph) values ($1, $2, 'P', $3)", [
    `pipe_${id}_${workspaceId}`,
    workspaceId,
    JSON.stringify(graph),
  ]);
  await pool.query(
    `insert into draft_pin (workspace_id, pipeline_id, port, value, at) values ($1, $2, 'n.out', $3, '')`,
    [workspaceId, `pipe_${id}_${workspaceId}`, JSON.stringify([{ shopper: id }])],
  );
  const spool = new Spool({ directory: spoolFolder });
  for (const unit of [id, tokenise(id), undefined]) {
    await spool.append({
      ...{ workspaceId, id: newDecisionId(Date.now()), at: Date.now(), endpoint: "home", versionId: "v", planId: "p" },
      ...{ outcome: "answered", totalMs: 1, sample: false, slots: [], steps: [] },
      ...(unit === undefined ? { request: { about: [{ shopper: id }] } } : { unit, request: { shopperId: unit } }),
    });
  }
  // An experiment that assigns by another field than the endpoint's unit.
  await spool.append({
    ...{ workspaceId, id: newDecisionId(Date.now()), at: Date.now(), endpoint: "home", versionId: "v", planId: "p" },
    ...{ outcome: "answered", totalMs: 1, sample: false, slots: [], steps: [] },
    ...{ unit: "visit", arms: { f: "b" }, units: { f: id }, request: { sessionId: "visit", customer: id } },
  });
  spool.close();
  await new DecisionWriter({ pool, directory: spoolFolder }).drain();
  await takePending(pool, workspaceId);
}

describe("a shopper's data", () => {
  it("is found in every store, exported, and deleted from all of them, and nobody else's", async () => {
    await addShopper("s_1");
    await addShopper("s_10");
    await addShopper("s_1", "ws_b");
    const person = { by: "shopper", value: "s_1" } as const;
    const found = await data.find(ws, person);
    expect(found).toEqual({
      event: 1,
      interaction: 1,
      event_dead_letter: 1,
      decision: 4,
      exposure: 2,
      experiment_decision: 2,
      "pipeline (samples)": 1,
      "draft_pin (samples)": 1,
    });
    const exported = await data.export(actor, person);
    expect(Object.keys(exported).sort()).toEqual(Object.keys(found).sort());
    expect(exported.event).toMatchObject([{ shopper_id: "s_1", payload: { userId: "s_1" } }]);
    expect(exported.decision).toMatchObject([
      { request: { shopperId: "s_1" } },
      {},
      { request: { about: [{ shopper: "s_1" }] } },
      { request: { customer: "s_1" } },
    ]);
    expect(exported.experiment_decision).toContainEqual(expect.objectContaining({ arms: { f: ["b", "s_1"] } }));
    const others = [await data.find(ws, { by: "shopper", value: "s_10" }), await data.find("ws_b", person)];

    expect(await data.erase(actor, person)).toEqual(found);
    expect(await data.find(ws, person)).toEqual({ person_erasure: 1 });
    expect([await data.find(ws, { by: "shopper", value: "s_10" }), await data.find("ws_b", person)]).toEqual(others);
    // A setting of that name is a setting, and stays; the id is left nowhere else in the workspace.
    const left = (await everything())
      .split("\n")
      .filter((line) => /\bs_1\b/.test(line) && line.includes(ws) && !line.startsWith("person_erasure"));
    expect(
      left.filter(
        (line) => !line.startsWith("pipeline") && !line.startsWith("draft_pin") && !line.startsWith("event_seen"),
      ),
    ).toEqual([]);
    const { rows } = await pool.query("select draft_graph as graph from pipeline where id = 'pipe_s_1_ws_a'");
    expect(rows[0].graph).toEqual({
      nodes: [{ config: { by: "s_1" } }],
      samples: [{ id: "s", request: { shopperId: "erased", limit: 3 } }],
    });
    const counts = await pool.query("select letters from event_dead_letter_count where workspace_id = $1", [ws]);
    expect(counts.rows).toEqual([{ letters: 1 }]);
  });

  it("that comes out of spool files and queues after the deletion is deleted too, for two days", async () => {
    await addShopper("s_late");
    await data.erase(actor, { by: "shopper", value: "s_late" });
    await pool.query("delete from pipeline where id = 'pipe_s_late_ws_a'");
    await addShopper("s_late");
    await repeatErasures(pool, personStores, new Date());
    expect(await data.find(ws, { by: "shopper", value: "s_late" })).toEqual({ person_erasure: 1 });
    await repeatErasures(pool, personStores, new Date(Date.now() + 3 * 86_400_000));
    expect(await data.find(ws, { by: "shopper", value: "s_late" })).toEqual({});
  });

  it("is audited without naming the person, and the chain stays whole", async () => {
    const log = new PostgresAuditLog(pool);
    const entries = await log.list(ws, { limit: 10 });
    expect(entries.map(({ action }) => action)).toEqual([
      "person.data-deleted",
      "person.data-deleted",
      "person.data-exported",
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/s_1|s_late/);
    expect(await log.verify(ws)).toMatchObject({ ok: true, entries: 3 });
  });

  it("is found by exposures that a front end assigned by another attribute of theirs", async () => {
    await pool.query(
      `insert into experiment (workspace_id, id, key, name, kind, state, spec, started_at)
       values ($1, 'exp_front', 'front', 'F', 'external', 'running', '{"arms": [{"key": "a"}, {"key": "b"}]}', now() - interval '1 day')`,
      [ws],
    );
    const viewed = (shopperId: string) => ({
      ...{ messageId: `viewed ${shopperId}`, at: Date.now(), type: "track", name: "Experiment Viewed", shopperId },
      ...{ interactions: [], payload: { userId: shopperId, properties: properties(shopperId) } },
    });
    const properties = (of: string) => ({ experiment_id: "front", variation_id: "b", hash_value: `phone of ${of}` });
    await new EventStore(pool).append(ws, [viewed("s_front"), viewed("s_other")] as never);
    const person = { by: "shopper", value: "s_front" } as const;
    expect(await data.find(ws, person)).toEqual({ event: 1, experiment_decision: 1 });
    expect((await data.export(actor, person)).experiment_decision).toMatchObject([{ arms: { front: "b" } }]);
    await data.erase(actor, person);
    const { rows } = await pool.query("select unit from experiment_decision where arms ? 'front'");
    expect(rows).toEqual([{ unit: "phone of s_other" }]);
    await data.erase(actor, { by: "shopper", value: "s_other" });
  });
});

describe("the data of someone who signs in", () => {
  const addUser = async (id: string, role: string, workspaceId = ws) => {
    await pool.query(
      `insert into "user" (id, name, email) values ($1, 'Mira Maier', $1 || '@example.com') on conflict do nothing`,
      [id],
    );
    await pool.query("insert into member (workspace_id, user_id, role) values ($1, $2, $3)", [workspaceId, id, role]);
  };

  it("goes with the account; what they did stays and names nobody", async () => {
    await addUser("u_owner", "owner");
    await addUser("u_mira", "merchandiser");
    await pool.query(
      "insert into session (id, token, user_id, expires_at, ip_address) values ('se', 't', 'u_mira', now(), '192.0.2.7')",
    );
    await pool.query(
      "insert into account (id, account_id, provider_id, user_id, password) values ('ac', 'u_mira', 'credential', 'u_mira', 'hash')",
    );
    await pool.query(
      "insert into verification (id, identifier, value, expires_at) values ('ve', 'reset-u_mira@example.com', 'x', now())",
    );
    await pool.query("insert into sign_in_link (token_hash, expires_at, user_id) values ('\\x01', now(), 'u_mira')");
    await pool.query("insert into pipeline (id, workspace_id, name, draft_graph) values ('pipe_m', 'ws_a', 'P', '{}')");
    await pool.query(
      "insert into draft_edit (workspace_id, pipeline_id, revision, edit_id, edit, author) values ('ws_a', 'pipe_m', 1, 'e', '{}', 'u_mira')",
    );
    await pool.query(
      "insert into version (id, workspace_id, pipeline_id, number, graph, published_by) values ('ver_m', 'ws_a', 'pipe_m', 1, '{}', 'u_mira')",
    );
    const log = new PostgresAuditLog(pool);
    await log.append({ ...actor, userId: "u_mira" }, { action: "key.created", subject: "key_1" });
    await pool.query(
      "insert into notification (workspace_id, id, key, kind, title, body) values ('ws_a', 'n', 'k', 'x', 't', 'b')",
    );
    await pool.query(
      "insert into notification_receipt (workspace_id, notification_id, user_id) values ('ws_a', 'n', 'u_mira')",
    );
    await pool.query(
      "insert into notification_delivery (workspace_id, id, notification_id, connection, user_id) values ('ws_a', 'd', 'n', 'mail', 'u_mira')",
    );

    const person = { by: "email", value: "U_Mira@example.com" } as const;
    expect(await data.find(ws, person)).toEqual({
      account: 6,
      draft_edit: 1,
      version: 1,
      audit_entry: 1,
      notification_receipt: 1,
      notification_delivery: 1,
    });
    expect((await data.export(actor, person)).account).toMatchObject([
      { name: "Mira Maier", email: "u_mira@example.com", sessions: [{ ip_address: "192.0.2.7" }] },
    ]);
    const gone = await data.erase(actor, { by: "user", value: "u_mira" });
    expect(gone).toMatchObject({ account: 6, draft_edit: 1, version: 1 });
    const left = (await everything()).split("\n").filter((line) => /u_mira|192\.0\.2\.7/i.test(line));
    expect(new Set(left.map((line) => line.split(" ")[0]))).toEqual(new Set(["audit_entry", "person_erasure"]));
    expect(left.join()).not.toContain("Maier");
    expect(await log.verify(ws)).toMatchObject({ ok: true });
  });

  it("is not deleted where a workspace would have no owner, or the person belongs to another one too", async () => {
    await expect(data.erase(actor, { by: "user", value: "u_owner" })).rejects.toMatchObject({
      code: "person.last-owner",
    });
    await addUser("u_both", "viewer");
    await addUser("u_both", "viewer", "ws_b");
    await expect(data.erase(actor, { by: "user", value: "u_both" })).rejects.toMatchObject({
      code: "role.not-permitted",
    });
    await addUser("u_theirs", "viewer", "ws_b");
    await expect(data.find(ws, { by: "user", value: "u_theirs" })).rejects.toMatchObject({ code: "person.not-found" });
    expect(await data.find(ws, { by: "email", value: "u_theirs@example.com" })).toEqual({});
  });
});
