import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

/** The log of what was done, for those who run the workspace. */
export const auditRouter = router({
  list: procedure
    .input(
      z.object({
        before: z.int().min(1).optional(),
        /** The same, as pages that go on ask for it. */
        cursor: z.int().min(1).nullish(),
        limit: z.int().min(1).max(500),
        action: z.string().max(80).optional(),
        kind: z
          .string()
          .regex(/^[a-z-]{1,40}$/)
          .optional(),
        actor: z.string().max(200).optional(),
      }),
    )
    .query(({ ctx, input: { cursor, ...query } }) => {
      const before = cursor ?? query.before;
      return ctx.services.audit.list(ctx.caller, withoutUndefined({ ...query, before }));
    }),
  actors: procedure.query(({ ctx }) => ctx.services.audit.actors(ctx.caller)),
  verify: procedure
    .input(z.object({ expect: z.string().max(100).optional() }))
    .query(({ ctx, input }) => ctx.services.audit.verify(ctx.caller, input.expect)),
});
