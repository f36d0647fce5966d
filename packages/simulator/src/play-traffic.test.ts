import { expect, it } from "vitest";
import { playTraffic, type TrafficResponse, type TrafficTransport } from "./play-traffic.ts";
import type { SimulatedProduct } from "./shopper.ts";

const products: readonly SimulatedProduct[] = Array.from({ length: 12 }, (_, number) => ({
  id: `p${number}`,
  title: `Product ${number} blue`,
  category: "Tents",
  price: 1_000,
  currency: "EUR",
}));
const fields = { shopper: "shopperId", text: "", products: "", session: "sessionId" };
const answer = { status: 200, body: { decisionId: "dec_1", items: products } };

/** Plays until so many requests were made, without waiting. */
async function played(respond: (path: string) => TrafficResponse, requests = 200) {
  const posted: { readonly path: string; readonly key: string; readonly body: unknown }[] = [];
  const waits: number[] = [];
  const transport: TrafficTransport = {
    post: async (path, key, body) => {
      posted.push({ path, key, body });
      return respond(path);
    },
    pause: async (ms) => {
      waits.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    isStopped: () => posted.length >= requests,
  };
  const options = { endpoints: [{ slug: "home", fields }], products, visitsPerSecond: 20, seed: 5 };
  const counts = await playTraffic({ ...options, until: Date.now() + 60_000, onCounts: () => undefined }, transport);
  return { posted, waits, counts };
}

it("asks with the endpoint's key and reports with the write key, and counts what was answered", async () => {
  const { posted, counts } = await played((path) => (path.startsWith("/v1/") ? answer : { status: 200, body: {} }));
  const asked = posted.filter(({ path }) => path === "/v1/home");
  expect(asked.length).toBe(counts.answers);
  expect(counts).toMatchObject({ failed: 0 });
  expect(counts.clicks).toBeGreaterThan(0);
  for (const { path, key } of posted) expect(key).toBe(path === "/v1/home" ? "endpoint" : "write");
  // Sessions are each their own; their shoppers come again.
  const bodies = asked.map(({ body }) => body as { shopperId: string; sessionId: string });
  expect(new Set(bodies.map(({ sessionId }) => sessionId)).size).toBeGreaterThan(10);
});

it("asks again when a version is still warming, as long as it is told to wait, and counts what fails in the end", async () => {
  const { waits, counts, posted } = await played(() => ({ status: 503, retryAfter: 2, body: {} }), 40);
  expect(waits.filter((ms) => ms === 2_000).length).toBeGreaterThan(20);
  expect(counts.lastError).toBe("status 503");
  expect(counts.failed).toBeGreaterThanOrEqual(Math.floor(posted.length / 4) - 1);
  const refused = await played(() => ({ status: 400, body: { error: { message: "No." } } }), 10);
  expect(refused.counts).toMatchObject({ answers: 0, lastError: "No." });
});
