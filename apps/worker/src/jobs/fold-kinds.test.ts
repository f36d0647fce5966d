import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvent } from "@aisle/app/intake/read-event";
import type { NewDecision } from "@aisle/contracts/decision";
import type { ExperimentKind, ExperimentSpec } from "@aisle/contracts/experiment";
import { openBlobStore } from "@aisle/platform/blobs/blob-store";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { foldExperimentsJob } from "./fold-experiments-job.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.now();
const start = now - 3 * day;
let home: TestHome;
let directory: string;
let experiments: ExperimentStore;
beforeAll(async () => {
  home = await testHome();
  directory = await mkdtemp(join(tmpdir(), "aisle-kinds-"));
  experiments = new ExperimentStore(home.pool);
});
afterAll(async () => {
  await home.remove();
  await rm(directory, { recursive: true, force: true });
});

async function begin(key: string, kind: ExperimentKind): Promise<void> {
  const spec: ExperimentSpec = {
    ...{ hypothesis: "", unit: { kind: "session", field: "sessionId" }, coverage: 1, method: "bayesian" },
    arms: ["a", "b"].map((arm) => ({ key: arm, name: arm, weight: 0.5, edits: [] })),
    metrics: [
      {
        role: "primary",
        metric: {
          ...{ id: "click", name: "Click-through", kind: "proportion", attribution: "decision", windowHours: 48 },
          measure: { source: { from: "events", name: "product clicked" }, value: { add: "count" } },
          ...{ cupedDays: 0, better: "higher", unit: "share" },
        },
      },
    ],
    ...{ correction: "none", level: 0.95, plannedDays: 14, segments: [], bandit: { floor: 0.1, everyHours: 24 } },
  };
  await home.pool.query(
    `insert into experiment (workspace_id, id, key, name, kind, state, pipeline_id, version_id, spec, started_at)
     values ($1, $2, $2, $2, $3, 'running', 'p', 'v', $4, $5)`,
    [testWorkspace, key, kind, JSON.stringify(spec), new Date(start)],
  );
}

async function log(decisions: readonly NewDecision[], name: string): Promise<void> {
  const spool = new Spool({ directory: join(directory, name) });
  for (const decision of decisions) void spool.append(decision);
  spool.close();
  const writer = new DecisionWriter({ pool: home.pool, directory: join(directory, name) });
  await writer.drain();
  await writer.stop();
}

async function click(clicks: readonly (readonly [decision: NewDecision, product: string])[], name: string) {
  const events = clicks.map(([{ id, at }, product], i) => {
    const raw = {
      ...{ type: "track", messageId: `${name}-${i}`, userId: "anybody", event: "Product Clicked" },
      timestamp: new Date(at + 1000).toISOString(),
      properties: { product_id: product, decision_id: id },
    };
    const read = readEvent(raw, { receivedAt: now, place: i });
    if (typeof read === "string") throw new Error(read);
    return read;
  });
  await new EventStore(home.pool).append(testWorkspace, events);
}

async function fold(): Promise<unknown> {
  const workspaces = { blobs: openBlobStore(home.pool, join(directory, "blobs")) };
  const job = foldExperimentsJob({ pool: home.pool, workspaces, experiments } as never, "s3cret");
  const running = { progress: async () => undefined, advanced: async () => undefined, signal: undefined };
  return job({ workspaceId: testWorkspace } as never, running as never);
}

const shown = (key: string, i: number, at: number, over: Partial<NewDecision>) =>
  sampleDecision({
    ...{ workspaceId: testWorkspace, id: newDecisionId(at), at, unit: `${key}-${i}` },
    request: { sessionId: `${key}-${i}` },
    ...over,
  });

it("splits a bandit by what was read, once a day, and reads units by the odds that their decisions have", async () => {
  await begin("shelf", "bandit");
  // The first day is split evenly, the second by 0.2 to 0.8, as decisions say: the history has 0.21. The second day is four times as good.
  const first = { at: start + day, weights: { a: 0.21, b: 0.79 }, posterior: [], draws: 1, seed: "" };
  expect(await experiments.storeWeights(testWorkspace, "shelf", first)).toBe(true);
  const decisions = Array.from({ length: 2000 }, (_, i) => {
    const isSecond = i >= 1000;
    const arm = isSecond ? (i % 5 === 0 ? "a" : "b") : "ab"[i % 2]!;
    const odds = isSecond ? (arm === "a" ? 0.2 : 0.8) : 0.5;
    return shown("shelf", i, start + (isSecond ? day : 0) + i, { arms: { shelf: arm }, armOdds: { shelf: odds } });
  });
  await log(decisions, "shelf");
  const clicked = decisions.filter((_, i) => (i >= 1000 ? i % 10 < 4 : Math.floor(i / 2) % 10 === 0));
  await click(
    clicked.map((decision) => [decision, "p1"]),
    "shelf",
  );
  expect(await fold()).toEqual({ folded: { shelf: { decisions: 2000, events: 500, weights: "changed" } } });
  const reading = (await experiments.reading(testWorkspace, "shelf"))!;
  // Both arms stand for both days alike.
  const [a, b] = reading.metrics[0]!.arms;
  const of = (arm: string, from: number, to: number) => {
    const own = decisions.slice(from, to).filter(({ arms }) => arms!.shelf === arm);
    return own.filter((decision) => clicked.includes(decision)).length / own.length;
  };
  expect(a!.mean).toBeCloseTo((of("a", 0, 1000) + of("a", 1000, 2000)) / 2, 9);
  expect(b!.mean).toBeCloseTo((of("b", 0, 1000) + of("b", 1000, 2000)) / 2, 9);
  const { weights } = (await experiments.find(testWorkspace, "shelf"))!;
  expect(weights).toHaveLength(2);
  expect(weights![1]!.weights).toEqual(reading.bandit!.weights);
  expect(weights![1]!.posterior.map(({ arm, chanceBest }) => [arm, chanceBest > 0.5])).toEqual([
    ["a", a!.mean > b!.mean],
    ["b", b!.mean > a!.mean],
  ]);
  for (const share of Object.values(weights![1]!.weights)) expect(share).toBeGreaterThanOrEqual(0.1);
  // Nothing more on the same day.
  await fold();
  expect((await experiments.find(testWorkspace, "shelf"))!.weights).toHaveLength(2);
  await home.pool.query("update experiment set state = 'decided'");
});

it("credits each click to the ranking that drafted the product, once, and units vote", async () => {
  await begin("ranking", "interleaving");
  const slots = (teams: readonly string[]) =>
    teams.map((team, i) => ({
      product: {
        ...{ id: `p${i}`, score: 1, fields: {}, from: [], propensity: "unknown" as const },
        effects: [{ node: "answer", rule: "interleaved", change: team }],
      },
      availability: "in-stock" as const,
    }));
  // Thirty sessions with two answers each: in even ones b has the odd places, in odd ones the even places.
  const decisions = Array.from({ length: 60 }, (_, i) =>
    shown("ranking", i >> 1, start + i * 1000, {
      arms: { ranking: "interleaved" },
      slots: slots((i >> 1) % 2 === 0 ? ["a", "b", "a", "b"] : ["b", "a", "b", "a"]),
    }),
  );
  await log(decisions, "ranking");
  const unit = (i: number) => i >> 1;
  const clicks = decisions.flatMap((decision, i): (readonly [NewDecision, string])[] => {
    const own = (team: "a" | "b") => ((unit(i) % 2 === 0) === (team === "a") ? "p0" : "p1");
    // Sessions 0–19 click on b's product (0–4 three times the same one), 20–24 on a's, 25–29 on one of each; only in their first answer.
    if (i % 2 === 1) return [];
    if (unit(i) < 5) return Array.from({ length: 3 }, () => [decision, own("b")] as const);
    if (unit(i) < 20) return [[decision, own("b")]];
    if (unit(i) < 25) return [[decision, own("a")]];
    return [
      [decision, own("a")],
      [decision, own("b")],
      [decision, "not in the answer"],
    ];
  });
  await click(clicks, "ranking");
  expect(await fold()).toEqual({ folded: { ranking: { decisions: 60, events: 500 + clicks.length } } });
  const reading = (await experiments.reading(testWorkspace, "ranking"))!;
  expect(reading.units).toEqual({ a: 30, b: 30 });
  const [found] = reading.interleaving!;
  expect(found).toMatchObject({ metric: "click", wins: { a: 5, b: 20 }, ties: 5, preference: 0.25 });
  // 2 P(X ≥ 20), X ~ Binomial(25, ½).
  expect(found!.pValue).toBeCloseTo(0.004077, 5);
  expect(found!.share.low).toBeGreaterThan(0.5);
  expect(reading.metrics[0]!.arms.map(({ sum }) => sum)).toEqual([10, 25]);
  expect(reading.metrics[0]!.effects[0]).toMatchObject({ arm: "b", estimate: expect.closeTo(1.5, 9) });
  expect(reading.days.reduce((sum, { exposed }) => sum + exposed.a!, 0)).toBe(30);
});
