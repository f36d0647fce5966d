import { setMaxListeners } from "node:events";
import { openTraffic } from "@aisle/app/demo-shop/demo-traffic";
import { triggerConfig } from "@aisle/app/experiments/experiment-faults";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { ApiKeys, KeyKind } from "@aisle/contracts/api-key";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { requestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { askedEndpoint, type DescribedEndpoint } from "@aisle/simulator/asked-endpoint";
import { httpTransport } from "@aisle/simulator/http-transport";
import { playTraffic } from "@aisle/simulator/play-traffic";
import { trafficText } from "@aisle/simulator/traffic-text";
import type { AskedEndpoint } from "@aisle/simulator/visit";
import type { Environment } from "../environment.ts";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

const keyName = "Simulated shoppers";
/** How often it is looked whether the demo shop is still there. */
const checkMs = 3_000;
const { manifests } = makeRegistry(builtInNodes);

/**
 * Lets simulated shoppers visit the demo shop over HTTP, as any shop's visitors would, until a time, until it is cancelled, or until the
 * demo shop is taken away. One crowd at a time visits a workspace; keys are made for it and revoked at its end.
 */
export function demoTrafficJob(
  deps: JobDeps,
  keys: ApiKeys,
  { host, port }: Pick<Environment, "host" | "port">,
): JobHandlers<AisleJobs>["demo-traffic"] {
  return async ({ workspaceId, until, visitsPerSecond }, job) => {
    const progress = throttled(job.progress);
    const demo = new DemoShopStore(deps.pool);
    const [oldest] = await openTraffic(deps.queue, workspaceId);
    const isAlone = oldest === undefined || oldest.id === job.id;
    const endpoints = await askedEndpoints(deps, workspaceId);
    const products = await demo.visited(workspaceId);
    if (!isAlone || endpoints.length === 0 || products.length === 0) return { demoTraffic: null };
    const by = { workspaceId, userId: null, via: "job" } as const;
    const stop = new AbortController();
    // Each visit that thinks listens to it.
    setMaxListeners(0, stop.signal);
    const onAbort = () => stop.abort();
    job.signal.addEventListener("abort", onAbort, { once: true });
    const watch = setInterval(() => {
      demo.state(workspaceId).then(
        ({ state }) => state !== "there" && stop.abort(),
        () => undefined,
      );
    }, checkMs);
    const revoke = async () => {
      // Those of a process that was killed among them.
      for (const { id, name } of await keys.list(workspaceId)) if (name === keyName) await keys.revoke(by, id);
    };
    try {
      await revoke();
      const make = async (kind: KeyKind) => (await keys.create(by, { kind, name: keyName })).key;
      const made = { endpoint: await make("endpoint"), write: await make("write") };
      const began = Date.now();
      const share = () => Math.min(0.99, (Date.now() - began) / Math.max(1, until - began));
      const counts = await playTraffic(
        {
          endpoints,
          products,
          visitsPerSecond,
          seed: began % 1_000_000,
          until,
          onCounts: (counts) => progress(share(), trafficText(counts)),
        },
        httpTransport(`http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`, made, stop.signal),
      );
      await job.progress(1, trafficText(counts));
      return { demoTraffic: counts } as unknown as Json;
    } finally {
      clearInterval(watch);
      job.signal.removeEventListener("abort", onAbort);
      await revoke();
    }
  };
}

/** Live endpoints whose requests a visit can make. */
async function askedEndpoints({ records }: JobDeps, workspaceId: string): Promise<readonly AskedEndpoint[]> {
  const found: AskedEndpoint[] = [];
  for (const { slug, activeVersionId } of await records.endpoints(workspaceId)) {
    const version = await records.version(workspaceId, activeVersionId);
    if (version === undefined) continue;
    const config = triggerConfig(version.graph, manifests);
    const requestSchema = (config.requestSchema ?? {}) as DescribedEndpoint["requestSchema"];
    const asked = askedEndpoint({ slug, requestRoles: requestRoles(config), requestSchema });
    if (asked !== undefined) found.push(asked);
  }
  return found;
}
