import { decisionFilter } from "@aisle/app/decisions/decisions-shapes";
import { decisionOutcome } from "@aisle/contracts/decision";
import { productId } from "@aisle/contracts/product-id";
import { boundedJson } from "@aisle/runtime/bounded-json";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

const slug = z.string().min(1).max(60);

/** Live endpoints: state, traffic, decisions, and a request from the studio. */
export const endpointsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.endpoints.list(ctx.caller)),
  get: procedure
    .input(z.object({ slug }))
    .query(({ ctx, input }) => ctx.services.endpoints.get(ctx.caller, input.slug)),
  traffic: procedure
    .input(z.object({ slug, hours: z.int().min(1).max(168) }))
    .query(({ ctx, input }) => ctx.services.endpoints.traffic(ctx.caller, input.slug, input.hours)),
  decisions: procedure
    .input(
      z.object({
        slug,
        show: decisionFilter,
        limit: z.int().min(1).max(200),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.decisions.ofEndpoint(ctx.caller, input.slug, { show: input.show, limit: input.limit }),
    ),
  requests: procedure
    .input(
      z.object({
        endpoint: slug.optional(),
        outcome: decisionOutcome.optional(),
        minMs: z.number().min(0).max(600_000).optional(),
        since: z.iso.datetime().optional(),
        until: z.iso.datetime().optional(),
        find: z.string().trim().min(1).max(200).optional(),
        limit: z.int().min(1).max(200),
      }),
    )
    .query(({ ctx, input }) => ctx.services.decisions.list(ctx.caller, withoutUndefined(input))),
  openApi: procedure
    .input(z.object({ slug }))
    .query(({ ctx, input }) => ctx.services.endpoints.openApi(ctx.caller, input.slug)),
  trace: procedure
    .input(z.object({ decisionId: z.string().min(1).max(80) }))
    .query(({ ctx, input }) => ctx.services.decisions.trace(ctx.caller, input.decisionId)),
  why: procedure
    .input(z.object({ decisionId: z.string().min(1).max(80), productId }))
    .query(({ ctx, input }) => ctx.services.decisions.why(ctx.caller, input)),
  tryIt: procedure
    .input(z.object({ slug, body: boundedJson }))
    .mutation(({ ctx, input }) => ctx.services.endpoints.tryIt(ctx.caller, input.slug, input.body)),
});
