import { procedure, router } from "../procedures.ts";

/** The start page. */
export const startRouter = router({
  state: procedure.query(({ ctx }) => ctx.services.start.state(ctx.caller)),
  templates: procedure.query(({ ctx }) => ctx.services.templates.list(ctx.caller)),
  useSampleShop: procedure.mutation(({ ctx }) => ctx.services.demoShop.use(ctx.caller)),
});
