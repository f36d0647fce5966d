import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";

/** Settings of the workspace. */
export const settingsRouter = router({
  get: procedure.query(({ ctx }) => ctx.services.settings(ctx.caller)),
  setTimeZone: allowed("operate")
    .input(z.object({ timeZone: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.services.setTimeZone(ctx.caller, input.timeZone)),
});
