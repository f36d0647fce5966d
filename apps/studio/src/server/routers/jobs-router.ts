import { z } from "zod";
import { procedure, router } from "../procedures.ts";

/** Work in the background. */
export const jobsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.jobs.list(ctx.caller)),
  get: procedure
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .query(({ ctx, input }) => ctx.services.jobs.get(ctx.caller, input.jobId)),
  cancel: procedure
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .mutation(({ ctx, input }) => ctx.services.jobs.cancel(ctx.caller, input.jobId)),
  retry: procedure
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .mutation(({ ctx, input }) => ctx.services.jobs.retry(ctx.caller, input.jobId)),
});
