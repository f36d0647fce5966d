import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const name = z.string().min(1).max(100);

/** Secrets: entered and replaced; no procedure gives a value back. */
export const secretsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.secrets.list(ctx.caller)),
  set: procedure
    .input(z.object({ name, value: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.secrets.set(ctx.caller, input)),
  remove: procedure
    .input(z.object({ name }))
    .mutation(({ ctx, input }) => ctx.services.secrets.remove(ctx.caller, input.name)),
  rotate: procedure.mutation(({ ctx }) => ctx.services.secrets.rotate(ctx.caller)),
});
