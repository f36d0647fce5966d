import { type EventIntake, takeEvents } from "@aisle/app/intake/take-events";
import type { KeyRing, KnownKey } from "@aisle/app/serving/key-ring";
import type { Json } from "@aisle/runtime/json";
import cors from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseBody } from "./json-bodies.ts";
import type { Metrics } from "./metrics.ts";

export interface EventsRouteDeps {
  readonly keys: KeyRing;
  readonly events: EventIntake;
  readonly metrics: Metrics;
}

/**
 * `POST /events/v1/track` and `/batch`, as the Segment HTTP tracking API has them. 200 when every event was taken, 400 when none
 * was, 207 when some were; each refused event comes back with its reason.
 */
export function eventsRoutes(server: FastifyInstance, { keys, events, metrics }: EventsRouteDeps): void {
  server.register(async (scope) => {
    // Shoppers' browsers send events from the shop's own pages; a write key can do nothing but that.
    await scope.register(cors, { origin: true, methods: ["POST"], maxAge: 86_400 });
    // A page that is being left sends a beacon, which can only be text.
    scope.addContentTypeParser<string>("text/plain", { parseAs: "string" }, async (_request: unknown, text: string) =>
      parseBody(text),
    );
    for (const path of ["track", "batch"] as const) {
      scope.post(`/events/v1/${path}`, async (request, reply) => {
        const key = await keyOf(request, keys);
        const result = await takeEvents(key.workspaceId, path, request.body as Json, events);
        metrics.events(result.accepted, result.rejected.length);
        const status = result.rejected.length === 0 ? 200 : result.accepted === 0 ? 400 : 207;
        return reply.code(status).send(result);
      });
    }
  });
}

/** A write key comes as a bearer token, or as the user name of basic authentication, as Segment's libraries send it. */
function keyOf(request: FastifyRequest, keys: KeyRing): KnownKey | Promise<KnownKey> {
  const { authorization } = request.headers;
  const basic = /^Basic (\S+)$/.exec(authorization ?? "")?.[1];
  const user = basic === undefined ? undefined : Buffer.from(basic, "base64").toString().split(":")[0];
  return keys.check(user === undefined ? authorization : `Bearer ${user}`, "write");
}
