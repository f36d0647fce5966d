import { z } from "zod";
import { procedure, router } from "../procedures.ts";

/** Settings of the workspace. */
export const settingsRouter = router({
  get: procedure.query(({ ctx }) => ctx.services.settings.get(ctx.caller)),
  setTimeZone: procedure
    .input(z.object({ timeZone: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.services.settings.setTimeZone(ctx.caller, input.timeZone)),
});
