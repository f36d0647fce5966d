import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

/** The log of what was done, for those who run the workspace. */
export const auditRouter = router({
  list: procedure
    .input(
      z.object({
        before: z.int().min(1).optional(),
        limit: z.int().min(1).max(500),
        action: z.string().max(80).optional(),
      }),
    )
    .query(({ ctx, input }) => ctx.services.audit.list(ctx.caller, withoutUndefined(input))),
  verify: procedure
    .input(z.object({ expect: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.services.audit.verify(ctx.caller, input.expect)),
});
