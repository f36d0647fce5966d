import { allowed, procedure, router } from "../procedures.ts";

/** The collections that pipelines search in. */
export const collectionsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.listCollections(ctx.caller)),
  rebuild: allowed("stock").mutation(({ ctx }) => ctx.services.rebuildCollections(ctx.caller)),
});
