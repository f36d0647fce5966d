import { boundedJsonObject } from "@aisle/runtime/bounded-json";
import type { JsonObject } from "@aisle/runtime/json";
import { z } from "zod";
import { iconOutlines } from "../icon-outlines.ts";
import { procedure, router } from "../procedures.ts";

/** The node catalogue, the facts that wires are checked against, and the check of a config as it is typed. */
export const nodesRouter = router({
  catalogue: procedure.query(async ({ ctx }) => {
    const manifests = await ctx.services.nodes.list(ctx.caller);
    return { manifests, icons: iconOutlines(new Set(manifests.map((manifest) => manifest.icon))) };
  }),
  facts: procedure.query(({ ctx }) => ctx.services.nodes.facts(ctx.caller)),
  checkConfig: procedure
    .input(z.object({ type: z.string().max(120), config: boundedJsonObject }))
    .query(({ ctx, input }) =>
      ctx.services.nodes.checkConfig(ctx.caller, { type: input.type, config: input.config as JsonObject }),
    ),
});
