import { afterAll, beforeAll, expect, it } from "vitest";
import { PostgresAuditLog } from "../audit/audit-log.ts";
import { listen } from "../postgres/listen.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { ApiKeyStore, hashKey, keysChannel } from "./api-key-store.ts";

let database: TestDatabase;
let pool: Pool;
let store: ApiKeyStore;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 2 });
  store = new ApiKeyStore(pool);
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const by = (workspaceId: string) => ({ workspaceId, userId: "ines", via: "studio" }) as const;
const find = (key: string) => store.findByHash(hashKey(key).toString("hex"));

it("finds a key by its text, and keeps no more of the text than its ends", async () => {
  const { key, row } = await store.create(by("ws_a"), { kind: "endpoint", name: "web" });
  expect(key).toMatch(/^aisle_live_[\w-]{49}$/);
  expect(row).toMatchObject({ prefix: "aisle_live_", last4: key.slice(-4), lastUsedAt: null });
  expect(await find(key)).toEqual({ id: row.id, workspaceId: "ws_a", kind: "endpoint" });
  expect(await find(`${key}x`)).toBeUndefined();
  const inForce = await store.inForce();
  expect(inForce.get(hashKey(key).toString("hex"))).toEqual({ id: row.id, workspaceId: "ws_a", kind: "endpoint" });
  const { rows } = await pool.query<{ text: string }>("select api_key::text as text from api_key where id = $1", [
    row.id,
  ]);
  expect(rows[0]!.text).not.toContain(key.slice(0, -4).slice("aisle_live_".length));
  expect((await store.create(by("ws_a"), { kind: "write", name: "pixel" })).key).toMatch(/^aisle_write_/);
});

it("revokes only a key of the workspace, once, and notifies listeners of it", async () => {
  const { key, row } = await store.create(by("ws_a"), { kind: "endpoint", name: "gone" });
  const notified: string[] = [];
  const listener = listen({
    url: database.url,
    channels: [keysChannel],
    onNotify: (_channel, keyId) => notified.push(keyId),
    onConnect: () => undefined,
  });
  await listener.ready;
  expect(await store.revoke(by("ws_b"), row.id)).toBe(false);
  expect(await find(key)).toBeDefined();
  expect(await store.revoke(by("ws_a"), row.id)).toBe(true);
  expect(await store.revoke(by("ws_a"), row.id)).toBe(false);
  expect(await find(key)).toBeUndefined();
  expect((await store.list("ws_a")).map(({ id }) => id)).not.toContain(row.id);
  await listener.close();
  expect(notified).toContain(row.id);
});

it("remembers when keys were used last", async () => {
  const { row } = await store.create(by("ws_c"), { kind: "endpoint", name: "used" });
  await store.markUsed([row.id, "key_none"]);
  const [used] = await store.list("ws_c");
  expect(Date.now() - used!.lastUsedAt!.getTime()).toBeLessThan(60_000);
});

it("writes what it changes into the audit log in the same transaction", async () => {
  const audit = new PostgresAuditLog(pool);
  const { row } = await store.create(by("ws_d"), { kind: "write", name: "pixel" });
  expect(await store.revoke(by("ws_d"), "key_none")).toBe(false);
  expect(await store.revoke(by("ws_d"), row.id)).toBe(true);
  expect(await audit.list("ws_d", { limit: 10 })).toMatchObject([
    { action: "key.revoked", actor: "ines", subject: row.id },
    { action: "key.created", actor: "ines", subject: row.id, detail: { kind: "write" } },
  ]);
  await pool.query("alter table audit_entry add constraint refuses check (workspace_id <> 'ws_full') not valid");
  await expect(store.create(by("ws_full"), { kind: "write", name: "pixel" })).rejects.toThrow("refuses");
  expect(await store.list("ws_full")).toEqual([]);
});
