import { createHash } from "node:crypto";
import { type FeaturesPayload, featuresPayload } from "@aisle/app/experiments/features-payload";
import type { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import type { FailureLimit } from "@aisle/platform/network/rate-limits";
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
  /** How many unknown client keys an address may send. */
  readonly failures: Pick<FailureLimit, "take" | "giveBack">;
}

/**
 * `GET /api/features/<client key>`: the experiments that a shop's front end assigns, in the format of GrowthBook's SDK payload. Public and
 * open to every page: it holds nothing that a visitor may not know.
 */
export function featuresRoute(
  server: FastifyInstance,
  { experiments, read, guard, failures }: FeaturesRouteDeps,
): void {
  const known = new LRUCache<string, Promise<Answer>>({ max: maxRetained, ttl: freshMs });
  /** Workspaces by client key: a key that was found once is never counted as an unknown one. */
  const workspaces = new LRUCache<string, string>({ max: maxRetained });
  const unknown = new LRUCache<string, true>({ max: maxUnknown, ttl: freshMs });
  /** Look-ups that go on, by address and key: a page's first visitors are one failure until the key is found. */
  const finding = new Map<string, Promise<string | undefined>>();
  const find = (clientKey: string, address: string): Promise<string | undefined> => {
    const asked = `${address} ${clientKey}`;
    const going = finding.get(asked);
    if (going !== undefined) return going;
    const found = lookUp(clientKey, address).finally(() => finding.delete(asked));
    finding.set(asked, found);
    return found;
  };
  const lookUp = async (clientKey: string, address: string): Promise<string | undefined> => {
    const retryAfterS = await failures.take(address);
    if (retryAfterS !== undefined)
      throw new AisleError("rate.limited", "Too many unknown client keys came from this address.", { retryAfterS });
    if (!form.test(clientKey) || unknown.has(clientKey)) return undefined;
    let found: string | undefined;
    try {
      found = await read(() => experiments.workspaceOf(clientKey));
    } catch (error) {
      // A database that does not answer says nothing against the key.
      await failures.giveBack(address);
      throw error;
    }
    if (found === undefined) unknown.set(clientKey, true);
    else {
      await failures.giveBack(address);
      workspaces.set(clientKey, found);
    }
    return found;
  };
  const answerOf = (workspaceId: string): Promise<Answer> => {
    const retained = known.get(workspaceId);
    if (retained !== undefined) return retained;
    const answer = read(async () => {
      const [running, holdoutShare] = await Promise.all([
        experiments.active(workspaceId),
        experiments.holdoutShare(workspaceId),
      ]);
      return written(featuresPayload(workspaceId, running, holdoutShare));
    });
    known.set(workspaceId, answer);
    answer.catch(() => known.delete(workspaceId));
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
        const workspaceId = workspaces.get(clientKey) ?? (await find(clientKey, request.ip));
        if (workspaceId === undefined) throw new AisleError("key.invalid", "No workspace has this client key.");
        const answer = await answerOf(workspaceId);
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
