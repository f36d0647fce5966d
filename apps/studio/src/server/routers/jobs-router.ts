import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";

/** Work in the background. */
export const jobsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.listJobs(ctx.caller)),
  get: procedure
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .query(({ ctx, input }) => ctx.services.job(ctx.caller, input.jobId)),
  cancel: allowed("stock")
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .mutation(({ ctx, input }) => ctx.services.cancelJob(ctx.caller, input.jobId)),
  retry: allowed("stock")
    .input(z.object({ jobId: z.string().min(1).max(80) }))
    .mutation(({ ctx, input }) => ctx.services.retryJob(ctx.caller, input.jobId)),
});
