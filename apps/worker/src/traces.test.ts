import { join } from "node:path";
import type { Caller } from "@aisle/app/access/caller";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { addWorkspace, testWorkspace } from "./test-home.ts";
import { startTestServing, type TestServing } from "./test-serving.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "ines", role: "viewer" };
const requestSchema = { type: "object", properties: { shopperId: { type: "string" } } };
const items = [
  { id: "a", score: 3 },
  { id: "b", score: 2 },
  { id: "c", score: 1 },
];

let serving: TestServing;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let writer: DecisionWriter;
let key: string;
let writeKey: string;

beforeAll(async () => {
  serving = await startTestServing();
  const { home, shop } = serving;
  studio = await openTestStudio(home);
  writer = new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") });
  const graph = rankGraph();
  await serving.publish("rank", {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.type === "data.endpoint-request" ? { ...node, config: { ...node.config, requestSchema } } : node,
    ),
  });
  await shop.catalogue.upsert(testWorkspace, [
    { id: "a", title: "Storm tent" },
    { id: "z", title: "Gas stove" },
  ]);
  key = await shop.key();
  writeKey = await shop.key("write");
});
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
});

/** Sends events as the shop does, and waits until they are stored. */
async function send(events: readonly JsonObject[]): Promise<void> {
  const response = await fetch(`${serving.home.url}/events/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${writeKey}` },
    body: JSON.stringify({ batch: events }),
  });
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ rejected: [] })]);
}
const track = (event: string, userId: string, properties: JsonObject, at = Date.now()): JsonObject => ({
  ...{ type: "track", event, userId, timestamp: new Date(at).toISOString(), properties },
});
const asked = async (shopperId: string): Promise<string> =>
  (await serving.call("rank", { shopperId, items }, key)).body.decisionId;
const trace = async (decisionId: string, by = caller) => {
  await writer.drain();
  return studio.services.decisions.trace(by, decisionId);
};

it("shows which key asked for which shopper, and the clicks and the order that followed", async () => {
  const decisionId = await asked("s_1");
  const other = await asked("s_1");
  const product = (product_id: string) => ({ product_id, decision_id: decisionId });
  await send([
    track("Product Clicked", "s_1", product("a")),
    track("Product Added", "s_1", { product_id: "b" }),
    track("Order Completed", "s_1", {
      ...{ order_id: "A-1", decision_id: decisionId, currency: "EUR" },
      products: ["a", "b", "z"].map((product_id) => ({ product_id, quantity: 2, price: 10 })),
    }),
    // Another answer's, another shopper's, and one of the next week.
    track("Product Viewed", "s_1", { product_id: "c", decision_id: other }),
    track("Product Viewed", "s_2", { product_id: "a" }),
  ]);
  await serving.home.pool.query(
    `insert into interaction (workspace_id, shopper_id, at, kind, product_id) values ($1, 's_1', $2, 0, 'late')`,
    [testWorkspace, new Date(Date.now() + 7 * 86_400_000)],
  );
  const { by, unit, followed } = await trace(decisionId);
  expect({ by, unit }).toEqual({ by: { kind: "key", name: "test" }, unit: "s_1" });
  expect([followed.orders, followed.more]).toEqual([1, false]);
  const listed = followed.items.map((one) => [one.kind, one.name, one.item.title, one.place, one.by].join(" | "));
  expect(listed.toSorted()).toEqual([
    "cart | Product Added | b | 2 | shopper",
    "purchase | Order Completed | Gas stove |  | decision",
    "purchase | Order Completed | Storm tent | 1 | decision",
    "purchase | Order Completed | b | 2 | decision",
    "view | Product Clicked | Storm tent | 1 | decision",
  ]);
  expect(followed.items.find(({ kind }) => kind === "purchase")).toMatchObject({
    ...{ quantity: 2, valueMinor: 2000, currency: "EUR" },
  });
  expect((await trace(other)).followed.items.map(({ item, by: how }) => [item.id, how])).toContainEqual([
    "c",
    "decision",
  ]);
});

it("finds what a shopper did whose id is personal by the token alone, and shows no id", async () => {
  const email = "ann@example.com";
  const decisionId = await asked(email);
  await send([
    track("Product Viewed", email, { product_id: "b" }),
    track("Product Viewed", "bob@x.org", { product_id: "a" }),
  ]);
  const found = await trace(decisionId);
  expect(found.unit).toMatch(/^tok_/);
  expect(found.followed.items.map(({ item, place, by }) => [item.id, place, by])).toEqual([["b", 2, "shopper"]]);
  expect(JSON.stringify(found)).not.toContain("ann@");
});

it("shows who tried the endpoint in the studio, and a revoked key by its name", async () => {
  const { home, shop } = serving;
  const tried = await fetch(`${home.url}/internal/v1/${testWorkspace}/rank`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${home.environment.internalToken}`,
      "x-aisle-person": "u_ines",
    },
    body: JSON.stringify({ items }),
  });
  const { decisionId } = (await tried.json()) as { readonly decisionId: string };
  expect((await trace(decisionId)).by).toEqual({ kind: "person", name: "u_ines" });
  const made = await shop.keys.create(shop.actor, { kind: "endpoint", name: "old storefront" });
  const { body } = await serving.call("rank", { items }, made.key);
  await shop.keys.revoke(shop.actor, made.row.id);
  const found = await trace(body.decisionId);
  expect([found.by, found.unit, found.followed.items]).toEqual([{ kind: "key", name: "old storefront" }, null, []]);
});

it("counts purchases without an order id as one order a day, by the workspace's clocks", async () => {
  const { pool } = serving.home;
  // Midnight of the workspace falls between two purchases that are two minutes apart, wherever the test runs.
  const midnight = Math.ceil((Date.now() + 120_000) / 3_600_000) * 3_600_000;
  const ahead = (24 - new Date(midnight).getUTCHours()) % 24;
  const zoneOf = (hours: number) => `Etc/GMT${hours > 12 ? `+${24 - hours}` : `-${hours}`}`;
  const ordersIn = async (zone: string, shopper: string) => {
    await pool.query("update workspace set time_zone = $2 where id = $1", [testWorkspace, zone]);
    const decisionId = await asked(shopper);
    for (const minutes of [-1, 1])
      await pool.query(
        `insert into interaction (workspace_id, shopper_id, at, kind, product_id) values ($1, $2, $3, 2, 'a')`,
        [testWorkspace, shopper, new Date(midnight + minutes * 60_000)],
      );
    return (await trace(decisionId)).followed.orders;
  };
  try {
    expect(await ordersIn(zoneOf(ahead), "s_midnight")).toBe(2);
    expect(await ordersIn(zoneOf((ahead + 6) % 24), "s_noon")).toBe(1);
  } finally {
    await pool.query("update workspace set time_zone = 'UTC' where id = $1", [testWorkspace]);
  }
});

it("keeps what followed from other workspaces", async () => {
  const decisionId = await asked("s_9");
  await addWorkspace(serving.home.pool, "ws_other");
  await expect(trace(decisionId, { ...caller, workspaceId: "ws_other" })).rejects.toMatchObject({
    code: "decision.not-found",
  });
});
