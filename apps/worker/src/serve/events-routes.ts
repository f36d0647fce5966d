import { type EventIntake, takeEvents } from "@aisle/app/intake/take-events";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ZoneClock } from "@aisle/runtime/zoned-time";
import cors from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseBody } from "./json-bodies.ts";
import type { KeyCheck } from "./key-check.ts";
import { type LoadGuard, shedding } from "./load-guard.ts";
import type { Metrics } from "./metrics.ts";

export interface EventsRouteDeps {
  readonly checkKey: KeyCheck;
  readonly events: EventIntake;
  readonly guard: LoadGuard;
  readonly metrics: Metrics;
  /** The clocks of a workspace: what a time without a zone means. */
  readonly clockOf: (workspaceId: string) => Promise<ZoneClock>;
}

/** Within this a request is answered once it is read, whatever becomes of the database. */
const intakeLimitMs = 3_000;

/**
 * `POST /events/v1/track` and `/batch`, as the Segment HTTP tracking API has them. 200 when every event was taken, 400 when none
 * was, 207 when some were; each refused event comes back with its reason. 503 when they cannot be stored in time, or more come than
 * can be taken: they can be sent again as they are.
 */
export function eventsRoutes(server: FastifyInstance, deps: EventsRouteDeps): void {
  const { checkKey, events, guard, metrics, clockOf } = deps;
  const onRequest = shedding(guard);
  server.register(async (scope) => {
    // Shoppers' browsers send events from the shop's own pages; a write key can do nothing but that.
    await scope.register(cors, { origin: true, methods: ["POST"], maxAge: 86_400 });
    // A page that is being left sends a beacon, which can only be text.
    scope.addContentTypeParser<string>("text/plain", { parseAs: "string" }, async (_request: unknown, text: string) =>
      parseBody(text),
    );
    for (const path of ["track", "batch"] as const) {
      const take = async (request: FastifyRequest) => {
        const deadline = performance.now() + intakeLimitMs;
        const { writeKey, body } = withoutKey(request.body as Json);
        const { workspaceId } = await checkKey(request, "write", authorizationOf(request, writeKey));
        const clock = await clockOf(workspaceId);
        return takeEvents(workspaceId, path, body, events, { clock, deadline });
      };
      scope.post(`/events/v1/${path}`, { onRequest }, async (request, reply) => {
        guard.enter();
        const result = await take(request).finally(() => guard.leave());
        metrics.events(result.accepted, result.rejected.length);
        const status = result.rejected.length === 0 ? 200 : result.accepted === 0 ? 400 : 207;
        return reply.code(status).send(result);
      });
    }
  });
}

/** A beacon cannot carry headers: the key stands in its body. It is taken out there, so that it is never stored. */
function withoutKey(body: Json): { readonly writeKey?: string; readonly body: Json } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { body };
  const { writeKey, ...rest } = body as JsonObject;
  return typeof writeKey === "string" ? { writeKey, body: rest } : { body };
}

/** A write key comes as a bearer token, or as the user name of basic authentication, as Segment's libraries send it. */
function authorizationOf({ headers }: FastifyRequest, writeKey: string | undefined): string | undefined {
  const authorization = headers.authorization ?? (writeKey === undefined ? undefined : `Bearer ${writeKey}`);
  const basic = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  const user = basic === undefined ? undefined : Buffer.from(basic, "base64").toString().split(":")[0];
  return user === undefined ? authorization : `Bearer ${user}`;
}
