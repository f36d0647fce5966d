import { setTimeout as sleep } from "node:timers/promises";
import { parseTrustedProxies } from "@aisle/platform/network/trusted-proxies";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { type TestHome, testHome } from "../test-home.ts";
import { callEndpoint } from "../test-serving.ts";
import { TestShop } from "../test-shop.ts";
import { type Serving, startServing } from "./serving-process.ts";

const perSecond = 20;

let home: TestHome;
let shop: TestShop;
let serving: Serving;

beforeAll(async () => {
  home = await testHome();
  shop = new TestShop(home.pool);
  await shop.activate("rank", rankGraph());
  const { limits } = home.environment;
  serving = await startServing({
    ...home.environment,
    trustedProxies: parseTrustedProxies("loopback"),
    limits: { ...limits, keyUsesPerSecond: perSecond },
  });
});
afterAll(async () => {
  await serving?.stop();
  await shop?.close();
  await home?.remove();
});

let caller = 0;
/** Each call from an address of its own. */
const call = (key: string) =>
  callEndpoint(home.url, "rank", { items: [] }, key, { "x-forwarded-for": `203.0.113.${caller++ % 250}` });
const track = (key: string) =>
  fetch(`${home.url}/events/v1/track`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ event: "Seen", userId: "u" }),
  });

it("answers 429 with Retry-After to a key above its limit, from whatever address, and not to other keys", async () => {
  const [busy, other, write] = [await shop.key(), await shop.key(), await shop.key("write")];
  for (const key of [busy, other]) await expect.poll(async () => (await call(key)).status).toBe(200);
  await sleep(1100);
  const answers = await Promise.all(Array.from({ length: 3 * perSecond }, () => call(busy)));
  const refused = answers.filter(({ status }) => status === 429);
  // The second may have changed once on the way.
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(2 * perSecond);
  expect(refused.length).toBeGreaterThanOrEqual(perSecond);
  expect(refused[0]!.body.error.code).toBe("rate.limited");
  const waitS = Number(refused[0]!.headers.get("retry-after"));
  expect(waitS).toBe(1);
  expect((await call(other)).status).toBe(200);
  await sleep(waitS * 1000 + 100);
  expect((await call(busy)).status).toBe(200);
  const events = await Promise.all(Array.from({ length: 3 * perSecond }, () => track(write)));
  expect(events.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(perSecond);
});
