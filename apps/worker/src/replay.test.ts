import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "@aisle/app/access/caller";
import type { ReplayMessage, ReplayResult, ScoreResult } from "@aisle/app/replays/replays-shapes";
import type { WorkerCalls } from "@aisle/app/runs/worker-calls";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { DecisionSampler } from "@aisle/platform/decisions/decision-sampler";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { EventStore } from "@aisle/platform/events/event-store";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ShownAnswer, seededClicks } from "./test-clicks.ts";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestServing, type TestServing } from "./test-serving.ts";
import { newId } from "./test-shop.ts";
import { openTestStudio } from "./test-studio-services.ts";
import { movedToYesterday } from "./test-yesterday.ts";

const ines: Caller = { workspaceId: testWorkspace, userId: "ines", role: "analyst" };
const editor: Caller = { ...ines, role: "owner" };

const names = ["a", "b", "c", "d", "e"];
/** Sorted by score: a, b, c, d, e. */
const five = names.map((id, at) => ({ id, score: 9 - at }));

let serving: TestServing;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
let asked: number;

beforeAll(async () => {
  serving = await startTestServing();
  studio = await openTestStudio(serving.home, { replay: (input, signal) => ask(input, signal) });
  ({ services } = studio);
  for (const id of names)
    await serving.shop.catalogue.upsert(testWorkspace, [{ id, title: `Product ${id}`, stock: 5 }]);
  await serving.shop.catalogue.upsert(testWorkspace, [{ id: "gone", title: "Sold out", stock: 0 }]);
});
afterAll(async () => {
  await studio?.close();
  await serving?.stop();
});

/** Asks the serving process as the studio's server does. */
const ask: WorkerCalls["replay"] = async (input, signal) => {
  asked++;
  const response = await fetch(`${serving.home.url}/internal/replay`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${serving.home.environment.internalToken}`,
    },
    body: JSON.stringify(input),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = (await response.json()) as JsonObject;
  if (response.ok) return answer as never;
  throw Object.assign(new Error(JSON.stringify(answer)), { status: response.status });
};

async function drain(): Promise<void> {
  const { home } = serving;
  await new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") }).drain();
}

/** Asks an endpoint for real, and has it logged. */
async function request(
  slug: string,
  bodies: readonly JsonObject[],
): Promise<readonly { id: string; items: readonly string[] }[]> {
  const key = await serving.shop.key();
  const answers: { id: string; items: readonly string[] }[] = [];
  for (const body of bodies) {
    const { status, body: answer } = await serving.call(slug, body, key);
    if (status === 200) answers.push({ id: answer.decisionId, items: answer.items.map(({ id }) => id) });
  }
  await drain();
  return answers;
}

async function pipelineOf(slug: string): Promise<string> {
  const endpoints = await serving.shop.records.endpoints(testWorkspace);
  return endpoints.find((one) => one.slug === slug)!.pipelineId;
}

async function edit(pipelineId: string, ...edits: readonly Edit[]): Promise<void> {
  const { revision } = await services.drafts.open(editor, pipelineId);
  const sent = edits.map((one) => ({ editId: newId("edit"), edit: one }));
  const { refused } = await services.drafts.edit(editor, pipelineId, revision, sent);
  expect(refused).toEqual([]);
}

async function last<T>(stream: AsyncIterable<ReplayMessage<T>>): Promise<ReplayMessage<T>> {
  let message: ReplayMessage<T> | undefined;
  for await (const one of stream) message = one;
  return message!;
}

const open = () => new AbortController().signal;
async function replay(pipelineId: string, limit = 200): Promise<ReplayResult> {
  const message = await last(services.replays.compare(ines, pipelineId, { limit }, open()));
  if (message.kind !== "done") throw new Error(JSON.stringify(message));
  return message.result;
}
async function score(pipelineId: string, limit = 2_000): Promise<ScoreResult> {
  const message = await last(services.replays.score(ines, pipelineId, { limit, days: 7 }, open()));
  if (message.kind !== "done") throw new Error(JSON.stringify(message));
  return message.result;
}
const set = (node: string, field: string, value: number | string): Edit => ({
  do: "set-field",
  ...{ node, version: 1, path: [field], value },
});

describe("yesterday's requests through draft and live", () => {
  let pipelineId: string;
  const counted = async () => {
    const { rows } = await serving.home.pool.query(
      `select (select count(*)::int from decision) as decisions, (select count(*)::int from exposure) as exposures,
         (select coalesce(sum(answered + fell_back + failed + refused + suspended), 0)::int from endpoint_minute) as requests,
         (select count(*)::int from event) as events`,
    );
    return rows[0];
  };

  beforeAll(async () => {
    await serving.publish("shelf", rankGraph({ count: 3 }));
    pipelineId = await pipelineOf("shelf");
    await serving.home.pool.query("delete from endpoint_minute");
    const bodies = Array.from({ length: 30 }, (_, at) => ({
      items: five,
      shopperId: `s${at}`,
      note: "ring me: 0171 2345678",
    }));
    await request("shelf", [
      ...bodies,
      { items: [{ id: "gone", score: 20 }, ...five], email: "ines@example.org" },
      { items: "none" },
    ]);
    await drain();
    await serving.home.pool.query("delete from decision where outcome = 'refused' and endpoint = 'shelf'");
    await movedToYesterday(serving.home.pool, "shelf");
  });

  it("answers all alike where nothing changed, and logs, counts and exposes nothing", async () => {
    const before = await counted();
    const result = await replay(pipelineId);
    expect(result).toMatchObject({
      slug: "shelf",
      version: 1,
      ...{ compared: 31, same: 31, overlap: 1, placesMoved: 0, different: [] },
      time: { day: "yesterday" },
      counts: { drawn: 31, gone: 0, tooLarge: 0, misfit: 0, withTokens: 31, replayed: 31 },
      before: { failed: 0, empty: 0, soldOut: 1 },
      after: { failed: 0, empty: 0, soldOut: 1 },
    });
    expect(result.after.p95Ms).toBeGreaterThan(0);
    await drain();
    await sleep(50);
    await drain();
    expect(await counted()).toEqual(before);
  });

  it("draws the same sample each time, of the size that was asked for", async () => {
    const titles = async () => {
      const { counts } = await replay(pipelineId, 10);
      return [counts.drawn, counts.replayed];
    };
    expect(await titles()).toEqual([10, 10]);
    const times = { since: Date.now() - 3 * 86_400_000, until: Date.now(), outcomes: ["answered"] as const, limit: 10 };
    const sampler = new DecisionSampler(serving.home.pool);
    const one = await sampler.draw(testWorkspace, { endpoints: ["shelf"], ...times });
    expect(await sampler.draw(testWorkspace, { endpoints: ["shelf"], ...times })).toEqual(one);
    const { rows } = await serving.home.pool.query<{ id: string }>(
      "select id from decision where endpoint = 'shelf' and outcome = 'answered' order by md5(id) limit 10",
    );
    expect(new Set(one.drawn.map(({ id }) => id))).toEqual(new Set(rows.map(({ id }) => id)));
    expect(await sampler.draw("ws_other", { endpoints: ["shelf"], ...times })).toMatchObject({ drawn: [] });
  });

  it("says what changes as computed by hand, and shows the requests that differ most as shelves", async () => {
    // Live answers a b c; sorted the other way the draft answers e d c: one of three in common, c in its place.
    await edit(pipelineId, set("sort", "order", "ascending"));
    const result = await replay(pipelineId);
    expect(result).toMatchObject({ compared: 31, same: 0, placesMoved: 0 });
    expect(result.overlap).toBeCloseTo(1 / 3, 10);
    expect(result.different).toHaveLength(8);
    const [first] = result.different;
    expect(first!.before.items.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(first!.after.items.map(({ title }) => title)).toEqual(["Product e", "Product d", "Product c"]);
    // With four of five, b, c and d are in common: b from 2 to 4, c in its place, d from 4 to 2; of all five c stays alone.
    await edit(pipelineId, set("answer", "count", 5));
    const five = await replay(pipelineId);
    // Of e d c b a, c is at 3 as in a b c, b at 4 instead of 2, a at 5 instead of 1.
    expect(five.overlap).toBeCloseTo(3 / 5, 10);
    expect(five.placesMoved).toBeCloseTo((0 + 2 + 4) / 3, 10);
  });

  it("stops between two packages when its reader leaves", async () => {
    const ended = new AbortController();
    asked = 0;
    const kinds: string[] = [];
    for await (const { kind } of services.replays.compare(ines, pipelineId, { limit: 200 }, ended.signal)) {
      kinds.push(kind);
      ended.abort();
    }
    expect([kinds, asked]).toEqual([["progress"], 0]);
  });

  it("says why a draft cannot be replayed, and that nothing is live or was asked", async () => {
    await edit(pipelineId, set("answer", "count", "many"));
    expect(await last(services.replays.compare(ines, pipelineId, { limit: 5 }, open()))).toEqual({
      kind: "cannot",
      reason: "The draft does not run. Answer: This must be a number.",
    });
    await edit(pipelineId, set("answer", "count", 3));
    const other = await services.pipelines.create(editor, { name: "Other", graph: rankGraph() as never });
    await expect(last(services.replays.compare(ines, other.pipelineId, { limit: 5 }, open()))).rejects.toMatchObject({
      code: "version.not-found",
    });
    await serving.shop.activate("silent", rankGraph());
    const silent = await pipelineOf("silent");
    expect(await last(services.replays.compare(ines, silent, { limit: 5 }, open()))).toMatchObject({
      kind: "cannot",
      reason: expect.stringContaining("No request came"),
    });
    expect(() =>
      services.replays.compare({ ...ines, role: "nobody" as never }, silent, { limit: 5 }, open()),
    ).toThrow();
  });

  it("says that the log was dropped, and refuses another workspace's pipeline", async () => {
    await serving.home.pool.query("delete from decision where endpoint = 'shelf'");
    expect(await last(services.replays.compare(ines, pipelineId, { limit: 5 }, open()))).toMatchObject({
      kind: "cannot",
      reason: expect.stringContaining("no longer stored"),
    });
    const outsider: Caller = { ...ines, workspaceId: "ws_other" };
    await expect(last(services.replays.compare(outsider, pipelineId, { limit: 5 }, open()))).rejects.toMatchObject({
      code: "pipeline.not-found",
    });
  });
});

describe("a draft scored on logged traffic", { timeout: 120_000 }, () => {
  const clickRate: { readonly [id: string]: number } = { a: 0.1, b: 0.2, c: 0.5, d: 0.3, e: 0.45 };
  const explore = (share: number) => ({
    explore: { type: "rank.explore", config: { share, places: 2, pool: 3 } },
  });
  const answers = 1_000;
  let pipelineId: string;

  async function click(
    shown: readonly ShownAnswer[],
    rateOf: (item: string, place: number) => number = (item) => clickRate[item]!,
  ): Promise<void> {
    const events = seededClicks(shown, rateOf);
    const store = new EventStore(serving.home.pool);
    for (let from = 0; from < events.length; from += 500)
      await store.append(testWorkspace, events.slice(from, from + 500));
  }

  async function logged(slug: string, graph: Graph): Promise<string> {
    await serving.publish(slug, graph);
    await click(
      await request(
        slug,
        Array.from({ length: answers }, () => ({ items: five })),
      ),
    );
    return pipelineOf(slug);
  }

  const clicks = (result: ScoreResult) => result.rewards.find(({ kind }) => kind === "clicks")!;
  /** Within four standard errors: the 95 % interval itself misses the truth in every twentieth run, as it should. */
  const expectNear = ({ low, high }: { readonly low: number; readonly high: number }, value: number) =>
    expect(Math.abs((low + high) / 2 - value)).toBeLessThan((2 * (high - low)) / 1.96);
  const truth = (a: string, b: string) => clickRate[a]! + clickRate[b]!;
  const pool = (clickRate.c! + clickRate.d! + clickRate.e!) / 3;

  beforeAll(async () => {
    pipelineId = await logged("explores", rankGraph({ count: 2 }, explore(0.5)));
  }, 120_000);

  it("scores the draft that equals live as live, whose true value the log covers", async () => {
    const result = await score(pipelineId);
    expect(result).toMatchObject({ explored: 1, supported: 1, unchanged: 1, positions: 2 });
    expect(result.counts).toMatchObject({ scored: answers, unknownOdds: 0, failed: 0, misfit: 0 });
    const { live, estimates, rewarded } = clicks(result);
    const value = 0.5 * truth("a", "b") + 0.5 * 2 * pool;
    expectNear(live!, value);
    expect(rewarded).toBeGreaterThan(300);
    expect(estimates).toEqual([
      {
        method: "snips",
        draft: live,
        lift: { value: 0, low: 0, high: 0 },
        effectiveSampleSize: answers,
        meanWeight: 1,
      },
    ]);
    expect(result.rewards.find(({ kind }) => kind === "revenue")).toMatchObject({
      estimates: [],
      cannot: expect.stringContaining("No event"),
    });
  });

  it("covers the true value of a draft that always shows what was explored", async () => {
    // Sorted the other way and without exploration: e, d to everyone, each shown by one answer in six.
    await edit(pipelineId, set("sort", "order", "ascending"), set("explore", "share", 0));
    const { live, estimates, cannot } = clicks(await score(pipelineId));
    expect(cannot).toBeNull();
    const value = truth("e", "d");
    const gain = value - (0.5 * truth("a", "b") + pool);
    expect(estimates.map(({ method }) => method)).toEqual(["doubly-robust", "snips"]);
    for (const { draft, lift, effectiveSampleSize } of estimates) {
      expectNear(draft, value);
      expectNear(lift, gain);
      expect(effectiveSampleSize).toBeGreaterThan(120);
      expect(effectiveSampleSize).toBeLessThan(answers / 4);
    }
    expect(live!.value).toBeLessThan(value);
  });

  it("covers the true value of a draft that explores by other odds", async () => {
    await edit(pipelineId, set("sort", "order", "descending"), set("explore", "share", 0.8));
    const value = 0.2 * truth("a", "b") + 0.8 * 2 * pool;
    const { estimates } = clicks(await score(pipelineId));
    expect(estimates).toHaveLength(2);
    for (const { draft } of estimates) expectNear(draft, value);
  });

  it("holds the exact value of a draft over a larger pool, whose weights are near 1", async () => {
    // Sold-out products go before the exploration; clicks fall by product and by place.
    const many = Array.from({ length: 18 }, (_, at) => ({ id: `m${at}`, score: 40 - at }));
    for (const { id } of many)
      await serving.shop.catalogue.upsert(testWorkspace, [{ id, title: `Product ${id}`, stock: 5 }]);
    const items = [...many.slice(0, 2), { id: "gone", score: 38.5 }, ...many.slice(2)];
    const rateOf = (item: string, place: number) => (0.1 + ((Number(item.slice(1)) * 7) % 18) / 25) / (1 + 0.4 * place);
    const rows = {
      stock: { type: "rules.in-stock" },
      explore: { type: "rank.explore", config: { share: 0.4, places: 4, pool: 12 } },
    };
    await serving.publish("large-pool", rankGraph({ count: 4 }, rows));
    const bodies = Array.from({ length: 800 }, () => ({ items }));
    await click(await request("large-pool", bodies), rateOf);
    const pipeline = await pipelineOf("large-pool");
    await edit(pipeline, set("explore", "share", 0.7), set("explore", "pool", 6));
    const shelfValue = (share: number, pool: number) =>
      [0, 1, 2, 3].reduce((sum, place) => {
        const drawn = many.slice(4, 4 + pool).map(({ id }) => rateOf(id, place));
        const mean = drawn.reduce((all, rate) => all + rate, 0) / pool;
        return sum + (1 - share) * rateOf(`m${place}`, place) + share * mean;
      }, 0);
    const result = await score(pipeline);
    expect(result.counts).toMatchObject({ scored: bodies.length, unknownOdds: 0 });
    expect(result).toMatchObject({ positions: 4, explored: 1, supported: 1, unchanged: 1 });
    const { live, estimates, cannot } = clicks(result);
    expect(cannot).toBeNull();
    expectNear(live!, shelfValue(0.4, 12));
    // w is 0.5 for the product of the place, 3.5 for those of the smaller pool, 0 for the others.
    const worth = bodies.length / (0.6 * 0.5 ** 2 + 6 * (0.4 / 12) * 3.5 ** 2);
    for (const { draft, lift, effectiveSampleSize, meanWeight } of estimates) {
      expectNear(draft, shelfValue(0.7, 6));
      expectNear(lift, shelfValue(0.7, 6) - shelfValue(0.4, 12));
      expect(Math.abs(meanWeight - 1)).toBeLessThan(0.2);
      expect(Math.abs(effectiveSampleSize / worth - 1)).toBeLessThan(0.25);
    }
  });

  it("cannot tell what live could never have shown", async () => {
    // With one place that explores, b is drawn into it by one request in six: live has b in the second place alone.
    await edit(pipelineId, set("explore", "share", 0.5), set("explore", "places", 1));
    const drawn = await score(pipelineId);
    expect(clicks(drawn)).toMatchObject({
      estimates: [],
      cannot: expect.stringContaining("never have been shown by live"),
    });
    expect(drawn.supported).toBe(0);
    const fixed = await logged("fixed", rankGraph({ count: 2 }));
    await edit(fixed, set("sort", "order", "ascending"));
    const { estimates, cannot, live } = clicks(await score(fixed));
    expect(estimates).toEqual([]);
    expect(cannot).toContain("no exploration");
    expect(live!.low).toBeGreaterThan(0);
  });

  it("cannot tell out of too few answers, and says how many there are", async () => {
    await serving.publish("few", rankGraph({ count: 2 }));
    await request("few", [{ items: five }, { items: five }]);
    expect(await last(services.replays.score(ines, await pipelineOf("few"), { limit: 500, days: 7 }, open()))).toEqual({
      kind: "cannot",
      reason: "Version 1 gave 2 answers in the last 7 days; 100 are needed.",
    });
  });
});
