import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const month = z.string().regex(/^\d{4}-\d{2}$/, "a month, such as 2026-11");
const id = z.string().min(1).max(64);

/** What endpoints are worth, by month, and who is held out of them. */
export const valueRouter = router({
  month: procedure
    .input(z.object({ month: month.optional() }))
    .query(({ ctx, input }) => ctx.services.value.month(ctx.caller, input.month)),
  report: procedure
    .input(z.object({ month, as: z.enum(["csv", "html", "pdf"]) }))
    .query(({ ctx, input }) => ctx.services.value.report(ctx.caller, input.month, input.as)),
  baselines: procedure
    .input(z.object({ pipelineId: id }))
    .query(({ ctx, input }) => ctx.services.value.baselines(ctx.caller, input.pipelineId)),
  setHoldout: procedure
    .input(
      z.object({
        pipelineId: id,
        holdout: z.object({ share: z.number().min(0).max(1), versionId: id }).nullable(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.value.setHoldout(ctx.caller, input.pipelineId, input.holdout)),
});
