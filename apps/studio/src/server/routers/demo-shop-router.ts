import { allowed, procedure, router } from "../procedures.ts";

/** The demo shop: what there is of it, and taking it out in two steps. */
export const demoShopRouter = router({
  state: procedure.query(({ ctx }) => ctx.services.demoShop(ctx.caller)),
  setAside: allowed("stock").mutation(({ ctx }) => ctx.services.setDemoShopAside(ctx.caller)),
  bringBack: allowed("stock").mutation(({ ctx }) => ctx.services.bringDemoShopBack(ctx.caller)),
  remove: allowed("stock").mutation(({ ctx }) => ctx.services.deleteDemoShop(ctx.caller)),
});
