import type { KnownKey } from "@aisle/app/serving/key-ring";
import type { LivePlans } from "@aisle/app/serving/live-plans";
import { serveEndpoint } from "@aisle/app/serving/serve-request";
import type { Served } from "@aisle/app/serving/served";
import type { AskedBy, NewDecision } from "@aisle/contracts/decision";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CandidateShare } from "./candidate-share.ts";
import type { KeyCheck } from "./key-check.ts";
import { type LoadGuard, shedding } from "./load-guard.ts";
import type { Metrics } from "./metrics.ts";
import { traceIdOf } from "./trace-id.ts";

export interface EndpointRouteDeps {
  readonly plans: LivePlans;
  readonly checkKey: KeyCheck;
  readonly guard: LoadGuard;
  readonly metrics: Metrics;
  /** Resolves when the decision outlives this process. */
  readonly log: (decision: NewDecision) => Promise<void>;
  /** True while no more decisions can be logged: an answer without its decision is not sent. */
  readonly isLogFull: () => boolean;
  /** True for requests of the studio, which carry the internal token. */
  readonly isInternal: (request: FastifyRequest) => boolean;
  /** True for a preview token of the workspace that is still good. */
  readonly isPreviewToken: (workspaceId: string, token: string, now: number) => boolean;
}

/** `POST /v1/:slug`: overload check → key → plan → schema, run → decision log → answer. */
export function endpointRoute(server: FastifyInstance, deps: EndpointRouteDeps): void {
  const { plans, checkKey, guard, metrics, log } = deps;
  const share = new CandidateShare();

  // No async function on this path: a sync plan costs one promise, that of the log.
  const answer = (request: FastifyRequest, reply: FastifyReply, key: KnownKey, sample: boolean, by: AskedBy) => {
    const { slug } = request.params as { slug: string };
    const endpoint = plans.find(key.workspaceId, slug);
    if (endpoint === undefined) throw plans.missing(key.workspaceId, slug);
    if (deps.isLogFull()) {
      metrics.shed();
      reply.header("retry-after", "5");
      throw new AisleError("serving.log-full", "The decision log cannot be written at present.");
    }
    const at = Date.now();
    const decisionId = newDecisionId(at);
    const { bodyText } = request;
    const forced = forcedArms(request, key.workspaceId, at);
    const served = serveEndpoint(endpoint, {
      body: request.body as Json,
      ...(bodyText === undefined ? {} : { bodyText }),
      decisionId,
      traceId: traceIdOf(request.headers.traceparent),
      at,
      by,
      sample,
      storeCandidates: share.includes(decisionId, at),
      candidateShare: share.share,
      ...(forced === undefined ? {} : { forced }),
    });
    guard.enter();
    const sent = served instanceof Promise ? served.then((settled) => send(reply, settled)) : send(reply, served);
    return sent.finally(() => guard.leave());
  };

  /** The arms that a person asks for. Without a good token the header is as if it were not there, and says so. */
  const forcedArms = (request: FastifyRequest, workspaceId: string, now: number): string | undefined => {
    const wanted = request.headers["x-aisle-variant"];
    if (typeof wanted !== "string" || wanted === "") return undefined;
    const token = request.headers["x-aisle-preview"];
    if (deps.isInternal(request) || (typeof token === "string" && deps.isPreviewToken(workspaceId, token, now)))
      return wanted;
    throw new AisleError("request.preview-refused", "x-aisle-variant needs a preview token in x-aisle-preview.");
  };

  const send = (reply: FastifyReply, { status, body, decision }: Served): Promise<FastifyReply> => {
    const text = JSON.stringify(body);
    return log(decision).then(() => {
      metrics.answered(decision);
      reply
        .code(status)
        .header("content-type", "application/json; charset=utf-8")
        .header("x-aisle-decision", decision.id);
      return reply.send(text);
    });
  };

  const onRequest = shedding(guard);

  server.post("/v1/:slug", { onRequest }, (request, reply) => {
    const key = checkKey(request, "endpoint");
    return key instanceof Promise
      ? key.then((found) => answer(request, reply, found, false, { kind: "key", id: found.id }))
      : answer(request, reply, key, false, { kind: "key", id: key.id });
  });

  // The studio's “try it”: the same way through the same plan, logged as a sample and not counted.
  server.post("/internal/v1/:workspaceId/:slug", { onRequest }, (request, reply) => {
    if (!deps.isInternal(request)) throw new AisleError("request.not-found", "There is nothing at this address.");
    const { workspaceId } = request.params as { workspaceId: string };
    const person = request.headers["x-aisle-person"];
    const by = { kind: "person", id: typeof person === "string" ? person : "" } as const;
    return answer(request, reply, { id: "studio", workspaceId, kind: "endpoint" }, true, by);
  });
}
