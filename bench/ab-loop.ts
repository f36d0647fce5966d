import { setTimeout as sleep } from "node:timers/promises";
import type { ExperimentDetail } from "@aisle/app/experiments/experiments-shapes";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import { assign } from "@aisle/stats/assignment/assign";
import { hashUnit } from "@aisle/stats/assignment/hash-unit";
import { isDegenerate } from "@aisle/stats/degenerate";
import { wilsonInterval } from "@aisle/stats/effects/proportion-intervals";
import { plannedProportion } from "@aisle/stats/planning/planned-metric";
import { plannedPower, requiredSize } from "@aisle/stats/planning/power";
import pg from "pg";
import { brokenFilter, byMargin, categoryGraph, categoryPage } from "./ab-loop/category-page.ts";
import { controlTraffic, retest } from "./ab-loop/retest.ts";
import { visitPage } from "./ab-loop/shop-front.ts";
import { type Laboratory, pageSpec, readOut, startExperiment } from "./ab-loop/studio-experiment.ts";
import { startAisle } from "./serving/running-aisle.ts";

const slug = "category-page";
const alpha = 0.05;
const rate = 0.8;
const lift = 0.05;
const wantedPower = 0.8;
/** Of B's sessions that leave before they ask, and of sessions whose products make a node fail. */
const leaving = 0.2;
const failing = 0.2;

/**
 * Simulated shoppers with a known true effect drive a running Aisle over HTTP: experiments are started over its API, assigned by its
 * endpoint, folded by its job and read on its pages. Options: `--runs N` (40) with the effect, `--retests N` (200) of the control's
 * traffic by other seeds.
 */
export async function bench(args: string[]) {
  const option = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const runs = option("--runs", 40);
  const retests = option("--retests", 200);
  const started = performance.now();
  const page = categoryPage({ rate, lift });
  const { control, relative } = page.effect;
  const metric = plannedProportion(control);
  const size = requiredSize(metric, relative, { scale: "relative", power: wantedPower });
  if (isDegenerate(size)) throw new Error(size.detail);
  const planned = plannedPower(metric, relative, size.control, size.treatment, { scale: "relative" });
  const aisle = await startAisle();
  const database = new pg.Client({ connectionString: aisle.databaseUrl });
  const queue = openJobQueue<AisleJobs>({ databaseUrl: aisle.databaseUrl, redisUrl: undefined }, console.error);
  try {
    await database.connect();
    const endpointKey = await aisle.publish(slug, categoryGraph);
    const { key: writeKey } = await aisle.mutate<{ key: string }>("keys.create", { kind: "write", name: "bench" });
    const { rows } = await database.query<{ workspace_id: string; pipeline_id: string }>(
      "select workspace_id, pipeline_id from endpoint where slug = $1",
      [slug],
    );
    const laboratory: Laboratory = {
      aisle,
      database,
      queue,
      workspaceId: rows[0]!.workspace_id,
      pipelineId: rows[0]!.pipeline_id,
    };
    const shop = { workerUrl: aisle.workerUrl, endpointKey, writeKey, slug, page, sessions: size.total };
    const run = async (
      key: string,
      edit: typeof byMargin,
      seed: number,
      extra: object = {},
    ): Promise<ExperimentDetail> => {
      const id = await startExperiment(laboratory, key, pageSpec(edit, `Simulated: a true lift of ${relative}`));
      await assigned(shop, key);
      return readOut(laboratory, id, { key, ...(await visitPage({ ...shop, run: key, seed, ...extra })) });
    };

    let found = 0;
    for (let number = 0; number < runs; number++) {
      const detail = await run(`lift-${number}`, byMargin, 1_000 + number);
      const pValue = primaryOf(detail).fixed.pValue;
      if (pValue < alpha && primaryOf(detail).estimate > 0) found++;
      console.log(
        `lift-${number}: ${(100 * primaryOf(detail).estimate).toFixed(2)} %, p ${pValue.toPrecision(2)}, found ${found} of ${number + 1}, ${seconds(started)}`,
      );
    }

    const gone = await run("leaving", byMargin, 1, {
      leaves: (sessionId: string) =>
        assign(sessionId, { seed: "leaving", variations: 2 }).variation === 1 &&
        hashUnit("leaves", sessionId)! < leaving,
    });
    const broken = await run("broken", brokenFilter, 2, { tagged: failing });
    console.log(`imbalance and broken arm read, ${seconds(started)}`);

    const traffic = await controlTraffic(database, laboratory.workspaceId);
    const spec = pageSpec(byMargin, "");
    let falsePositives = 0;
    for (let test = 0; test < retests; test++) {
      if (retest(traffic, spec, `retest-${test}`) < alpha) falsePositives++;
      if (test % 50 === 49)
        console.log(`${test + 1} retests of ${traffic.decisions.length} sessions, ${seconds(started)}`);
    }

    const powerGap = Math.abs(found / runs - planned);
    return {
      suite: "ab-loop",
      figures: {
        powerGap,
        powerWithinError: inside(planned, found, runs),
        found: `${found} of ${runs}, planned ${planned.toFixed(3)}`,
        trueLift: relative,
        sessionsARun: size.total,
        falsePositives: falsePositives / retests,
        falsePositivesWithinError: inside(alpha, falsePositives, retests),
        falsePositiveInterval: intervalText(falsePositives, retests),
        retestedSessions: traffic.decisions.length,
        imbalanceFlagged: isBroken(gone, "sample-ratio") ? 1 : 0,
        brokenArmWithheld: isBroken(broken, "node-bias", "priced") ? 1 : 0,
        minutes: (performance.now() - started) / 60_000,
      },
    };
  } finally {
    await queue.close();
    await database.end();
    await aisle.stop();
  }
}

function primaryOf({ key, reading }: ExperimentDetail) {
  const effect = reading?.metrics[0]?.effects[0];
  if (effect === undefined || "reason" in effect) throw new Error(`${key} could not be read: ${effect?.reason}`);
  return effect;
}

/** Whether the page withholds an experiment for a check, located at a node where one is named. */
function isBroken({ reading }: ExperimentDetail, name: string, at?: string): boolean {
  const broken = reading?.health.filter(({ check, state }) => check === name && state === "broken") ?? [];
  return reading?.withheld === true && broken.some((one) => at === undefined || one.at === at);
}

/** Whether a share that ought to be `expected` lies within the 95 % interval of what was counted: 1 or 0. */
function inside(expected: number, count: number, of: number): 0 | 1 {
  const interval = wilsonInterval({ successes: count, n: of });
  return !isDegenerate(interval) && interval.low <= expected && expected <= interval.high ? 1 : 0;
}

function intervalText(count: number, of: number): string {
  const interval = wilsonInterval({ successes: count, n: of });
  return isDegenerate(interval) ? interval.detail : `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
}

/** Waits until the serving process assigns an experiment: a request that is of no session of its. */
async function assigned(
  shop: { readonly workerUrl: string; readonly endpointKey: string },
  key: string,
): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(`${shop.workerUrl}/v1/${slug}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${shop.endpointKey}` },
      // Without products nothing is sorted, and the request is no exposure.
      body: JSON.stringify({ sessionId: `probe-${key}` }),
    });
    const { variant } = (await response.json()) as { readonly variant?: string };
    if (variant?.includes(`${key}:`)) return;
    await sleep(100);
  }
  throw new Error(`${key} was started and is not assigned`);
}

const seconds = (since: number) => `${Math.round((performance.now() - since) / 1000)} s`;
