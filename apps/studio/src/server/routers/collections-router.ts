import { procedure, router } from "../procedures.ts";

/** The collections that pipelines search in. */
export const collectionsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.collections.list(ctx.caller)),
  rebuild: procedure.mutation(({ ctx }) => ctx.services.collections.rebuild(ctx.caller)),
});
