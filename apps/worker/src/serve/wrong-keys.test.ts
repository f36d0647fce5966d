import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { newApiKey } from "@aisle/platform/access/api-key-format";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const three = { items: ["a", "b", "c"].map((id) => ({ id })) };

let serving: TestServing;

beforeAll(async () => {
  serving = await startTestServing();
  await serving.publish("rank", rankGraph());
});
afterAll(() => serving?.stop());

const call = (key: string) => serving.call("rank", three, key);
/** As keys were made before they carried a checksum. */
const oldKey = () => `aisle_live_${randomBytes(32).toString("base64url")}`;
const storeOldKey = async (key: string) => {
  const { row } = await serving.shop.keys.create(serving.shop.actor, { kind: "endpoint", name: "old" });
  await serving.home.pool.query("update api_key set hash = sha256($1) where id = $2", [Buffer.from(key), row.id]);
  await serving.home.pool.query("select pg_notify('aisle_keys', $1)", [row.id]);
};

it("asks the database for no mistyped key, and for no key in force", async () => {
  const { home, shop } = serving;
  const [fresh, old] = [await shop.key(), oldKey()];
  await storeOldKey(old);
  // The notification of the new keys arrives, and they are read.
  await sleep(1500);
  await home.pool.query("alter table api_key rename to api_key_away");
  expect((await call(fresh)).status).toBe(200);
  expect((await call(old)).status).toBe(200);
  for (const wrong of ["nonsense", newApiKey("endpoint").slice(0, -1), `${fresh}x`, fresh.toUpperCase()]) {
    const { status, body } = await call(wrong);
    expect([status, body.error.code]).toEqual([401, "key.invalid"]);
  }
  await home.pool.query("alter table api_key_away rename to api_key");
});

it("lets an address guess a hundred times a minute, and does not lock out the keys in force", async () => {
  const statuses: number[] = [];
  let retryAfter = 0;
  const guess = async () => {
    const { status, headers } = await call(oldKey());
    statuses.push(status);
    if (status === 429) retryAfter = Number(headers.get("retry-after"));
  };
  for (let round = 0; round < 15; round++) await Promise.all(Array.from({ length: 10 }, guess));
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(100);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(50);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(60);
  const mine = await serving.shop.key();
  await expect.poll(async () => (await call(mine)).status).toBe(200);
});

it("refuses a request that holds too much with what is too much, quickly", async () => {
  const key = await serving.shop.key();
  await expect.poll(async () => (await call(key)).status).toBe(200);
  const started = performance.now();
  const { status, body } = await serving.call("rank", { ...three, note: "a@b.c ".repeat(600_000) }, key);
  expect([status, body.error.code]).toEqual([413, "request.too-large"]);
  expect(body.error.message).toContain("“note”");
  expect(performance.now() - started).toBeLessThan(1500);
});
