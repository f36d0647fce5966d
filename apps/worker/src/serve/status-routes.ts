import type { LivePlans } from "@aisle/app/serving/live-plans";
import { openApiOf } from "@aisle/app/serving/open-api";
import { hostNameOf } from "@aisle/platform/network/own-hosts";
import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Health } from "./health.ts";
import type { KeyCheck } from "./key-check.ts";
import type { Metrics } from "./metrics.ts";

export interface StatusRouteDeps {
  readonly plans: LivePlans;
  readonly checkKey: KeyCheck;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Resolves within a short time, whatever hangs: then `health` speaks of now. */
  readonly checkHealth: () => Promise<void>;
  /** Host names under which this machine reaches the process. */
  readonly hosts: ReadonlySet<string>;
  /** False until the first plans were read. */
  readonly isReady: () => boolean;
  readonly isInternal: (request: FastifyRequest) => boolean;
}

const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** `GET /health`, `/metrics` (Prometheus) and `/openapi.json`. */
export function statusRoutes(
  server: FastifyInstance,
  { plans, checkKey, metrics, health, checkHealth, hosts, isReady, isInternal }: StatusRouteDeps,
): void {
  server.get("/health", async (_request, reply) => {
    const states = plans.states();
    const ok = isReady();
    if (ok) await checkHealth();
    const problems = ok ? health.problems() : [];
    // A degraded process answers what it can: a balancer that took it out would only make things worse.
    return reply.code(ok ? 200 : 503).send({
      ok,
      status: !ok ? "starting" : problems.length > 0 ? "degraded" : "ok",
      plans: {
        ready: states.filter(({ state }) => state === "ready").length,
        failed: states.filter(({ state }) => state === "failed").length,
      },
      problems,
    });
  });

  server.get("/metrics", async (request, reply) => {
    // Counts by endpoint are for those who run Aisle: scrape from this machine, or with the internal token.
    // What a proxy on this machine passes on comes from elsewhere.
    // A browser here that was led to another name of this address (DNS rebinding) says so in its Host.
    const isLocal =
      loopback.test(request.ip) &&
      request.headers["x-forwarded-for"] === undefined &&
      hosts.has(hostNameOf(request.headers.host) ?? "");
    if (!isLocal && !isInternal(request)) {
      throw new AisleError("access.denied", "Metrics are served on this machine only, or with the internal token.");
    }
    return reply.header("content-type", metrics.contentType).send(await metrics.text());
  });

  server.get("/openapi.json", async (request) => {
    const key = await checkKey(request, "endpoint");
    return openApiOf(plans.live(key.workspaceId), `${request.protocol}://${request.host}`);
  });
}
