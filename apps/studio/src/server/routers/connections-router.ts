import { boundedJson } from "@aisle/runtime/bounded-json";
import type { JsonObject } from "@aisle/runtime/json";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const name = z.string().min(1).max(60);
const jsonObject = boundedJson.refine(
  (value): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value),
  "an object",
);

/** Connections to other systems; no procedure gives the value of a secret. */
export const connectionsRouter = router({
  kinds: procedure.query(({ ctx }) => ctx.services.connections.kinds(ctx.caller)),
  list: procedure.query(({ ctx }) => ctx.services.connections.list(ctx.caller)),
  save: procedure
    .input(
      z.object({
        name,
        kind: z.string().max(60),
        config: jsonObject,
        secrets: z.record(z.string().max(60), z.string()),
        notify: z.boolean(),
        isNew: z.boolean(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.connections.save(ctx.caller, input)),
  remove: procedure
    .input(z.object({ name }))
    .mutation(({ ctx, input }) => ctx.services.connections.remove(ctx.caller, input.name)),
  test: procedure
    .input(z.object({ name }))
    .mutation(({ ctx, input }) =>
      ctx.services.connections.test(ctx.caller, { name: input.name, to: ctx.signedIn.email }),
    ),
});
