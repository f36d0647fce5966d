import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const three = { items: ["a", "b", "c"].map((id) => ({ id })) };
const patience = { timeout: 15_000, interval: 50 };

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  key = await serving.shop.key();
  await serving.publish("old", rankGraph());
});
afterAll(() => serving?.stop());

const call = (slug: string) => serving.call(slug, three, key);
const health = async () =>
  (await (await fetch(`${serving.home.url}/health`)).json()) as {
    status: string;
    plans: object;
    problems: { part: string; message: string }[];
  };

it("answers 503 with Retry-After while a live version cannot be prepared, says so, and recovers by itself", async () => {
  const { home, shop } = serving;
  // What every preparation reads is away for a while.
  await home.pool.query("alter table collection rename to collection_away");
  await shop.activate("new", rankGraph());
  await shop.activate("old", rankGraph());
  await vi.waitFor(
    async () => expect(await health()).toMatchObject({ status: "degraded", plans: { failed: 2 } }),
    patience,
  );
  expect((await health()).problems).toMatchObject([
    { part: "plans", message: expect.stringContaining("2 live versions") },
  ]);
  const refused = await call("new");
  expect([refused.status, refused.body.error.code]).toEqual([503, "endpoint.not-ready"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await call("old")).body.version).toBe(1);
  expect((await call("never")).status).toBe(404);

  await home.pool.query("alter table collection_away rename to collection");
  // Nobody says that it is back: no notification, no new version.
  await vi.waitFor(async () => expect((await call("new")).status).toBe(200), patience);
  await vi.waitFor(async () => expect((await call("old")).body.version).toBe(2), patience);
  expect(await health()).toMatchObject({ status: "ok", plans: { ready: 2, failed: 0 }, problems: [] });
}, 40_000);

it("calls no slug unknown while the list of endpoints cannot be read", async () => {
  const { home, shop } = serving;
  await home.pool.query("alter table endpoint rename to endpoint_away");
  await home.pool.query("select pg_notify('aisle_endpoints', 'ws_test')");
  await vi.waitFor(async () => expect((await health()).status).toBe("degraded"), patience);
  expect([(await call("late")).status, (await call("new")).status]).toEqual([503, 200]);
  await home.pool.query("alter table endpoint_away rename to endpoint");
  await shop.addVersion("late", rankGraph());
  await vi.waitFor(async () => expect((await call("late")).status).toBe(404), patience);
}, 40_000);
