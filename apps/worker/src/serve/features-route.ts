import { createHash } from "node:crypto";
import { type FeaturesPayload, featuresPayload } from "@aisle/app/experiments/features-payload";
import type { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { AisleError } from "@aisle/runtime/errors";
import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import { LRUCache } from "lru-cache";
import { type LoadGuard, shedding } from "./load-guard.ts";

const freshMs = 10_000;
const maxRetained = 1_000;
const maxUnknown = 10_000;
/** As the database makes client keys: what has another form is not looked up. */
const form = /^sdk-[0-9a-f]{32}$/;

interface Answer {
  readonly text: string;
  readonly etag: string;
}

export interface FeaturesRouteDeps {
  readonly experiments: Pick<ExperimentStore, "workspaceOf" | "active" | "holdoutShare">;
  /** Stands between the route and the database. */
  readonly read: <T>(read: () => Promise<T>) => Promise<T>;
  readonly guard: LoadGuard;
}

/**
 * `GET /api/features/<client key>`: the experiments that a shop's front end assigns, in the format of GrowthBook's SDK payload. Public and
 * open to every page: it holds nothing that a visitor may not know.
 */
export function featuresRoute(server: FastifyInstance, { experiments, read, guard }: FeaturesRouteDeps): void {
  const known = new LRUCache<string, Promise<Answer | undefined>>({ max: maxRetained, ttl: freshMs });
  const unknown = new LRUCache<string, true>({ max: maxUnknown, ttl: freshMs });
  const answerOf = (clientKey: string): Promise<Answer | undefined> => {
    const retained = known.get(clientKey);
    if (retained !== undefined) return retained;
    const answer = read(async () => {
      const workspaceId = await experiments.workspaceOf(clientKey);
      if (workspaceId === undefined) return undefined;
      const [running, holdoutShare] = await Promise.all([
        experiments.active(workspaceId),
        experiments.holdoutShare(workspaceId),
      ]);
      return written(featuresPayload(workspaceId, running, holdoutShare));
    });
    known.set(clientKey, answer);
    answer.then(
      (found) => {
        if (found !== undefined) return;
        known.delete(clientKey);
        unknown.set(clientKey, true);
      },
      () => known.delete(clientKey),
    );
    return answer;
  };
  // Answers to a browser's first question stand under a path of their own.
  const path = { prefix: "/api/features" };
  server.register(async (scope) => {
    await scope.register(cors, { origin: "*", methods: ["GET"], maxAge: 86_400 });
    scope.get<{ Params: { readonly clientKey: string } }>(
      "/:clientKey",
      { onRequest: shedding(guard) },
      async (request, reply) => {
        const { clientKey } = request.params;
        const answer = form.test(clientKey) && !unknown.has(clientKey) ? await answerOf(clientKey) : undefined;
        if (answer === undefined) throw new AisleError("key.invalid", "No workspace has this client key.");
        reply.headers({ "cache-control": "public, max-age=30, stale-while-revalidate=300", etag: answer.etag });
        if (request.headers["if-none-match"] === answer.etag) return reply.code(304).send();
        return reply.type("application/json; charset=utf-8").send(answer.text);
      },
    );
  }, path);
}

function written(payload: FeaturesPayload): Answer {
  const text = JSON.stringify(payload);
  return { text, etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"` };
}
