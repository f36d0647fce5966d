import { setTimeout as sleep } from "node:timers/promises";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { unknownNodeGraph } from "../test-graphs.ts";
import { testWorkspace } from "../test-home.ts";
import { indexTestCatalogue, templateGraph } from "../test-search.ts";
import { type Answer, startTestServing, type TestServing } from "../test-serving.ts";

const connections = 20;
const swaps = 5;
const query = { query: "a warm bag for the mountains" };
/** Version n sends n products: the answer's body shows which plan made it. */
const graphOf = (version: number) => templateGraph("product-search", { count: version });

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  const { shop, home } = serving;
  const titles = ["Down sleeping bag", "Leather handbag", "Camping stove", "Rain jacket", "Trail shoes", "Headlamp"];
  const products = Array.from({ length: 36 }, (_, i) => ({ id: `p${i}`, title: `${titles[i % 6]} ${i}`, stock: 9 }));
  await shop.catalogue.upsert(testWorkspace, products);
  await indexTestCatalogue(home);
  key = await shop.key();
  await serving.publish("search", graphOf(1));
});
afterAll(() => serving?.stop());

const versionOf = ({ body }: Answer) => body.version;
const answeredBy = (version: number) =>
  vi.waitFor(async () => expect(versionOf(await serving.call("search", query, key))).toBe(version), { timeout: 5000 });

it("drops and mixes up no request while versions are swapped under load", async () => {
  const failures: unknown[] = [];
  let answers = 0;
  let newest = 1;
  let done = false;
  const seen = new Set<number>();
  const caller = async () => {
    let last = 1;
    while (!done) {
      const answer = await serving.call("search", query, key).catch((error: unknown) => ({ error }));
      answers++;
      if ("error" in answer || answer.status !== 200) failures.push(answer);
      else {
        const { version, items } = answer.body;
        // Each connection only ever moves forward, and what it gets is wholly of one version.
        if (items.length !== version || version < last || version > newest) failures.push(answer.body);
        last = version;
        seen.add(version);
      }
    }
  };
  const load = Promise.all(Array.from({ length: connections }, caller));
  for (let version = 2; version <= 1 + swaps; version++) {
    newest = version;
    await serving.shop.activate("search", graphOf(version));
    await answeredBy(version);
    await sleep(50);
  }
  done = true;
  await load;
  expect(failures).toEqual([]);
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(answers).toBeGreaterThan(connections * swaps);
});

it("goes on answering by the old version when the new one cannot be prepared, and says so", async () => {
  const { shop, home } = serving;
  const before = versionOf(await serving.call("search", query, key));
  await shop.activate("search", unknownNodeGraph);
  const health = async () =>
    (await (await fetch(`${home.url}/health`)).json()) as { plans: { ready: number; failed: number } };
  await vi.waitFor(async () =>
    expect(await health()).toMatchObject({ ok: true, status: "degraded", plans: { ready: 0, failed: 1 } }),
  );
  expect(versionOf(await serving.call("search", query, key))).toBe(before);

  const prisma = createPrismaClient(home.pool);
  const states = async () => {
    const [row] = await new ProcessStatusStore(prisma).list("serve");
    return (row?.detail as { readonly versions: readonly object[] } | undefined)?.versions;
  };
  const everyPlanSwapped = async () =>
    expect(await states()).toMatchObject([
      { slug: "search", number: before + 1, state: "failed", reason: expect.stringContaining("nobody.has-this") },
    ]);
  await vi.waitFor(everyPlanSwapped, { timeout: 8000, interval: 200 });
  await prisma.$disconnect();

  await shop.activate("search", graphOf(3));
  await answeredBy(before + 2);
  expect((await health()).plans).toEqual({ ready: 1, failed: 0 });
});

it("stops answering when its pipeline is deleted", async () => {
  const [pipeline] = await serving.shop.records.list(testWorkspace);
  await serving.shop.records.remove(serving.shop.actor, pipeline!.id);
  await vi.waitFor(async () => expect((await serving.call("search", query, key)).status).toBe(404));
});
