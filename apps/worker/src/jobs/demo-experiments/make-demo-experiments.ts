import type { DemoProduct } from "@aisle/app/demo-shop/demo-products";
import { foldExperiment } from "@aisle/app/experiments/fold/fold-experiment";
import { isReadable } from "@aisle/app/experiments/read/arm-effect";
import type { Event } from "@aisle/contracts/event";
import type { ExperimentDecision } from "@aisle/contracts/experiment";
import type { FoldDecision } from "@aisle/contracts/fold-source";
import type { Reading } from "@aisle/contracts/reading";
import { EventStore } from "@aisle/platform/events/event-store";
import { DemoExperimentStore } from "@aisle/platform/experiments/demo-experiment-store";
import { PostgresFoldSource } from "@aisle/platform/experiments/postgres-fold-source";
import { workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { pastVisits } from "@aisle/simulator/past-visits";
import { assign } from "@aisle/stats/assignment/assign";
import type { JobDeps } from "../job-deps.ts";
import { type DemoExperimentPlan, demoExperimentPlans } from "./demo-experiment-plans.ts";
import { type DemoShelves, demoShelves } from "./demo-shelves.ts";
import { decisionOf, eventsOf } from "./visit-rows.ts";

const dayMs = 86_400_000;
const batch = 2_000;

export interface DemoExperimentsOptions {
  readonly workspaceId: string;
  /** Makes the tokens of the decision log. */
  readonly secret: string;
  readonly products: readonly DemoProduct[];
  /** The start of today, milliseconds since 1970: past visits end before it. */
  readonly today: number;
  /** False once the demo shop is not wanted any more; throws once the job is cancelled. */
  readonly goesOn: () => Promise<boolean>;
}

/**
 * Makes the past experiments of the demo shop: simulated sessions are assigned by the hash of every experiment, their decisions and events
 * are stored as those of a shop, and the fold of every experiment reads them. Those that are there already stay as they are; how many
 * were made.
 */
export async function makeDemoExperiments(
  deps: Pick<JobDeps, "pool" | "workspaces">,
  options: DemoExperimentsOptions,
): Promise<number> {
  if (options.products.length === 0) return 0;
  const shelves = demoShelves(options.products);
  let made = 0;
  for (const plan of demoExperimentPlans(shelves)) {
    if (!(await options.goesOn())) break;
    if (await makeOne(deps, options, shelves, plan)) made++;
  }
  return made;
}

async function makeOne(
  { pool, workspaces }: Pick<JobDeps, "pool" | "workspaces">,
  { workspaceId, secret, today }: DemoExperimentsOptions,
  shelves: DemoShelves,
  plan: DemoExperimentPlan,
): Promise<boolean> {
  const store = new DemoExperimentStore(pool);
  const { id, key, name, spec } = plan;
  const startedAt = new Date(today - plan.startedDaysAgo * dayMs);
  const stoppedAt = plan.ended ? new Date(startedAt.getTime() + plan.days * dayMs) : null;
  const experiment = { id, key, name, kind: "test", spec, startedAt, stoppedAt } as const;
  if (!(await store.begin(workspaceId, experiment))) return false;
  await storeVisits(pool, workspaceId, shelves, plan, startedAt.getTime());
  const source = new PostgresFoldSource({ pool, blobs: workspaces.blobs, secret, workspaceId, experiment });
  const timeZone = await workspaceTimeZone(pool, workspaceId);
  const report = await foldExperiment(source, experiment, { timeZone });
  if (stoppedAt !== null && report !== undefined)
    await store.decide(
      workspaceId,
      id,
      decisionBy(report.reading, spec.arms, new Date(stoppedAt.getTime() + dayMs / 2)),
    );
  return true;
}

async function storeVisits(
  pool: JobDeps["pool"],
  workspaceId: string,
  { shop, shoppers }: DemoShelves,
  plan: DemoExperimentPlan,
  from: number,
): Promise<void> {
  const { key, spec, days, sessionsADay, arms, seed } = plan;
  const assignment = { seed: key, variations: arms.length, weights: spec.arms.map(({ weight }) => weight) };
  const keys = spec.arms.map((arm) => arm.key);
  const decisions: FoldDecision[] = [];
  const events: Event[] = [];
  for (const visit of pastVisits({
    shop,
    shoppers,
    from,
    days,
    sessionsADay,
    arms,
    armOf: (unit) => assign(unit, assignment).variation,
    prefix: key,
    seed,
  })) {
    decisions.push(decisionOf(visit, keys));
    events.push(...eventsOf(visit));
  }
  await new DemoExperimentStore(pool).storeDecisions(workspaceId, key, decisions);
  const sink = new EventStore(pool);
  for (let at = 0; at < events.length; at += batch) await sink.append(workspaceId, events.slice(at, at + batch));
}

/** The better arm where the reading says that there is one, with what it says as the reason. */
function decisionBy(
  { metrics }: Reading,
  [control, treatment]: DemoExperimentPlan["spec"]["arms"],
  at: Date,
): ExperimentDecision {
  const [primary] = metrics;
  const effect = primary?.effects[0];
  const verdict = primary?.verdicts[treatment!.key];
  const change = effect !== undefined && isReadable(effect) ? `${(100 * effect.estimate).toFixed(1)} %` : "unknown";
  const stored = verdict === "better" ? treatment! : control!;
  const reason =
    verdict === "better" || verdict === "worse"
      ? `Over ${primary!.arms.reduce((sum, { units }) => sum + units, 0).toLocaleString("en-GB")} simulated sessions “${treatment!.name}” changed click-through by ${change}: “${stored.name}” stays.`
      : `No difference was found in click-through (${change}): “${stored.name}” stays.`;
  return { arm: stored.key, reason, by: null, at };
}
