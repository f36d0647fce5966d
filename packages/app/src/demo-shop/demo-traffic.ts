import type { Job } from "@aisle/contracts/job";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import type { JobName } from "../jobs/aisle-jobs.ts";
import type { DemoShopPorts } from "./demo-shop-ports.ts";
import type { DemoTraffic } from "./demo-shop-shapes.ts";

/** How long simulated shoppers come, and how many of them. */
const demoTrafficLimits = { minutes: 10, visitsPerSecond: 2 } as const;

const name: JobName = "demo-traffic";
const newestJobs = 200;
const minuteMs = 60_000;
/** Two people who press at once send one crowd. */
const togetherMs = 5_000;

/** Jobs of simulated shoppers that wait or run, the oldest first. */
export async function openTraffic(
  jobs: Pick<DemoShopPorts["jobs"], "list">,
  workspaceId: string,
): Promise<readonly Job[]> {
  const open = await jobs.list(newestJobs, ["waiting", "delayed", "running"]);
  return open.filter((job) => job.name === name && job.payload.workspaceId === workspaceId).reverse();
}

export async function demoTraffic(ports: DemoShopPorts, { workspaceId }: Caller): Promise<DemoTraffic> {
  const [[job], reason] = await Promise.all([openTraffic(ports.jobs, workspaceId), noVisits(ports, workspaceId)]);
  return {
    job:
      job === undefined
        ? null
        : { id: job.id, counts: job.progress.note ?? "", until: new Date(Number(job.payload.until)).toISOString() },
    reason,
  };
}

export async function startDemoTraffic(
  ports: DemoShopPorts,
  { workspaceId }: Caller,
): Promise<{ readonly jobId: string }> {
  const [[open], reason] = await Promise.all([openTraffic(ports.jobs, workspaceId), noVisits(ports, workspaceId)]);
  if (open !== undefined) return { jobId: open.id };
  if (reason !== null) throw new AisleError("demo-shop.no-visits", reason);
  const { minutes, visitsPerSecond } = demoTrafficLimits;
  const now = Date.now();
  const payload = { workspaceId, until: now + minutes * minuteMs, visitsPerSecond };
  // Tried once: what is over is not played again.
  const jobId = `${name}-${workspaceId}-${Math.floor(now / togetherMs)}`;
  return { jobId: await ports.jobs.add(name, payload, { jobId, attempts: 1 }) };
}

export async function stopDemoTraffic({ jobs }: DemoShopPorts, { workspaceId }: Caller): Promise<void> {
  for (const { id } of await openTraffic(jobs, workspaceId)) await jobs.cancel(id);
}

async function noVisits({ demoShop, records }: DemoShopPorts, workspaceId: string): Promise<string | null> {
  const [{ state, products }, endpoints] = await Promise.all([
    demoShop.state(workspaceId),
    records.endpoints(workspaceId),
  ]);
  if (state !== "there" || products === 0)
    return "The demo shop is not in use: simulated shoppers visit no other shop.";
  return endpoints.length === 0 ? "Nothing is live: publish a pipeline, and simulated shoppers can ask it." : null;
}
