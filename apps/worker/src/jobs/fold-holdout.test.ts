import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvent } from "@aisle/app/intake/read-event";
import { earnedOverHoldout } from "@aisle/app/value/earned-over-holdout";
import { holdoutSpec } from "@aisle/app/value/holdout-spec";
import { openBlobStore } from "@aisle/platform/blobs/blob-store";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { emptyGraph } from "@aisle/runtime/graph/graph";
import { isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { meanSummary } from "@aisle/stats/effects/sample-summary";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { foldExperimentsJob } from "./fold-experiments-job.ts";

const now = Date.now();
const start = now - 3 * 86_400_000;
let home: TestHome;
let directory: string;
beforeAll(async () => {
  home = await testHome();
  directory = await mkdtemp(join(tmpdir(), "aisle-holdout-"));
});
afterAll(async () => {
  await home.remove();
  await rm(directory, { recursive: true, force: true });
});

it("says what an endpoint earned over its holdout out of its decisions and orders, as the raw rows do", async () => {
  const setting = { pipelineId: "p", share: 0.5, versionId: "ver_old", since: new Date(start) };
  const spec = holdoutSpec(emptyGraph, new Map(), setting, 1);
  await home.pool.query(
    `insert into experiment (workspace_id, id, key, name, kind, state, pipeline_id, version_id, spec, started_at)
     values ($1, 'held', 'held', 'held', 'holdout', 'running', 'p', 'v', $2, $3)`,
    [testWorkspace, JSON.stringify(spec), new Date(start)],
  );
  const units = Array.from({ length: 400 }, (_, i) => ({
    unit: `s${i}`,
    at: start + i,
    arm: i % 2 === 0 ? "live" : "holdout",
    // Half of the live ones buy for 30 to 39 euros, a quarter of the others.
    cents: i % (i % 2 === 0 ? 4 : 8) < 2 ? 3000 + (i % 10) * 100 : 0,
  }));
  const spool = new Spool({ directory: join(directory, "spool") });
  for (const { unit, at, arm } of units)
    void spool.append(
      sampleDecision({
        workspaceId: testWorkspace,
        id: newDecisionId(at),
        at,
        unit,
        arms: { held: arm },
        request: { shopperId: unit },
      }),
    );
  spool.close();
  const writer = new DecisionWriter({ pool: home.pool, directory: join(directory, "spool") });
  await writer.drain();
  await writer.stop();
  const events = units
    .filter(({ cents }) => cents > 0)
    .map(({ unit, at, cents }, place) => {
      const read = readEvent(
        {
          ...{ type: "track", messageId: `m${place}`, userId: unit, event: "Order Completed" },
          timestamp: new Date(at + 60_000).toISOString(),
          properties: {
            order_id: `o${place}`,
            currency: "EUR",
            products: [{ product_id: "p1", price: cents / 100, quantity: 1 }],
          },
        },
        { receivedAt: now, place },
      );
      if (typeof read === "string") throw new Error(read);
      return read;
    });
  await new EventStore(home.pool).append(testWorkspace, events);
  const experiments = new ExperimentStore(home.pool);
  const workspaces = { blobs: openBlobStore(home.pool, join(directory, "blobs")) };
  const job = foldExperimentsJob({ pool: home.pool, workspaces, experiments } as never, "s3cret");
  const running = { progress: async () => undefined, advanced: async () => undefined, signal: undefined };
  await job({ workspaceId: testWorkspace } as never, running as never);
  const [listed] = await experiments.list(testWorkspace);
  const measured = earnedOverHoldout(listed, new Date(now));
  const of = (wanted: string) => meanSummary(units.filter(({ arm }) => arm === wanted).map(({ cents }) => cents));
  const [live, holdout] = [of("live"), of("holdout")];
  if (isDegenerate(live) || isDegenerate(holdout)) throw new Error("no sample");
  const effect = compareArms(holdout, live);
  if (isDegenerate(effect) || measured.state !== "measured") throw new Error(JSON.stringify(measured));
  expect(measured.units).toEqual({ live: 200, holdout: 200 });
  expect(measured.earned.currency).toBe("EUR");
  expect(measured.earned.valueMinor).toBeCloseTo(effect.estimate * 200, 3);
  expect(measured.earned.low).toBeCloseTo(effect.interval.low * 200, 3);
  expect(measured.earned.high).toBeCloseTo(effect.interval.high * 200, 3);
});
