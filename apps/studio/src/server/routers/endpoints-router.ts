import { boundedJson } from "@aisle/runtime/bounded-json";
import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

const slug = z.string().min(1).max(60);

/** Live endpoints: state, traffic, decisions, and a request from the studio. */
export const endpointsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.listEndpoints(ctx.caller)),
  get: procedure.input(z.object({ slug })).query(({ ctx, input }) => ctx.services.endpoint(ctx.caller, input.slug)),
  traffic: procedure
    .input(z.object({ slug, hours: z.int().min(1).max(168) }))
    .query(({ ctx, input }) => ctx.services.traffic(ctx.caller, input.slug, input.hours)),
  decisions: procedure
    .input(
      z.object({
        slug,
        show: z.enum(["all", "fell-back", "slow", "failed"]),
        limit: z.int().min(1).max(200),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.decisions(ctx.caller, input.slug, { show: input.show, limit: input.limit }),
    ),
  requests: procedure
    .input(
      z.object({
        endpoint: slug.optional(),
        outcome: z.enum(["answered", "fell-back", "failed", "refused", "suspended"]).optional(),
        minMs: z.number().min(0).max(600_000).optional(),
        since: z.iso.datetime().optional(),
        until: z.iso.datetime().optional(),
        find: z.string().trim().min(1).max(200).optional(),
        limit: z.int().min(1).max(200),
      }),
    )
    .query(({ ctx, input }) => ctx.services.requests(ctx.caller, withoutUndefined(input))),
  openApi: procedure.input(z.object({ slug })).query(({ ctx, input }) => ctx.services.openApi(ctx.caller, input.slug)),
  trace: procedure
    .input(z.object({ decisionId: z.string().min(1).max(80) }))
    .query(({ ctx, input }) => ctx.services.trace(ctx.caller, input.decisionId)),
  why: procedure
    .input(z.object({ decisionId: z.string().min(1).max(80), productId: z.string().min(1).max(200) }))
    .query(({ ctx, input }) => ctx.services.whyInDecision(ctx.caller, input)),
  tryIt: allowed("try")
    .input(z.object({ slug, body: boundedJson }))
    .mutation(({ ctx, input }) => ctx.services.tryIt(ctx.caller, input.slug, input.body)),
});
