import { afterAll, beforeAll, expect, it } from "vitest";
import { listen } from "../postgres/listen.ts";
import { createPrismaClient, type PrismaClient } from "../postgres/prisma-client.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { ApiKeyStore, hashKey, keysChannel } from "./api-key-store.ts";

let database: TestDatabase;
let prisma: PrismaClient;
let store: ApiKeyStore;

beforeAll(async () => {
  database = await testDatabase();
  prisma = createPrismaClient(database.url, { max: 2 });
  store = new ApiKeyStore(prisma);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await database?.drop();
});

const find = (key: string) => store.findByHash(hashKey(key).toString("hex"));

it("finds a key by its text, and keeps no more of the text than its ends", async () => {
  const { key, row } = await store.create("ws_a", "endpoint", "web");
  expect(key).toMatch(/^aisle_live_[\w-]{49}$/);
  expect(row).toMatchObject({ prefix: "aisle_live_", last4: key.slice(-4), lastUsedAt: null });
  expect(await find(key)).toEqual({ id: row.id, workspaceId: "ws_a", kind: "endpoint" });
  expect(await find(`${key}x`)).toBeUndefined();
  const inForce = await store.inForce();
  expect(inForce.get(hashKey(key).toString("hex"))).toEqual({ id: row.id, workspaceId: "ws_a", kind: "endpoint" });
  const [stored] = await prisma.$queryRaw<
    { text: string }[]
  >`select api_key::text as text from api_key where id = ${row.id}`;
  expect(stored!.text).not.toContain(key.slice(0, -4).slice("aisle_live_".length));
  expect((await store.create("ws_a", "write", "pixel")).key).toMatch(/^aisle_write_/);
});

it("revokes only a key of the workspace, once, and tells it", async () => {
  const { key, row } = await store.create("ws_a", "endpoint", "gone");
  const told: string[] = [];
  const listener = listen({
    url: database.url,
    channels: [keysChannel],
    onNotify: (_channel, keyId) => told.push(keyId),
    onConnect: () => undefined,
  });
  await listener.ready;
  expect(await store.revoke("ws_b", row.id)).toBe(false);
  expect(await find(key)).toBeDefined();
  expect(await store.revoke("ws_a", row.id)).toBe(true);
  expect(await store.revoke("ws_a", row.id)).toBe(false);
  expect(await find(key)).toBeUndefined();
  expect((await store.list("ws_a")).map(({ id }) => id)).not.toContain(row.id);
  await listener.close();
  expect(told).toContain(row.id);
});

it("remembers when keys were used last", async () => {
  const { row } = await store.create("ws_c", "endpoint", "used");
  await store.markUsed([row.id, "key_none"]);
  const [used] = await store.list("ws_c");
  expect(Date.now() - used!.lastUsedAt!.getTime()).toBeLessThan(60_000);
});
