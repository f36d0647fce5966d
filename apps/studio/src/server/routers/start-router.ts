import { allowed, procedure, router } from "../procedures.ts";

/** The start page. */
export const startRouter = router({
  state: procedure.query(({ ctx }) => ctx.services.start(ctx.caller)),
  templates: procedure.query(({ ctx }) => ctx.services.listTemplates(ctx.caller)),
  useSampleShop: allowed("stock").mutation(({ ctx }) => ctx.services.useSampleShop(ctx.caller)),
});
