import { procedure, router } from "../procedures.ts";

/** The demo shop: what there is of it, and taking it out in two steps. */
export const demoShopRouter = router({
  state: procedure.query(({ ctx }) => ctx.services.demoShop.state(ctx.caller)),
  setAside: procedure.mutation(({ ctx }) => ctx.services.demoShop.setAside(ctx.caller)),
  bringBack: procedure.mutation(({ ctx }) => ctx.services.demoShop.bringBack(ctx.caller)),
  traffic: procedure.query(({ ctx }) => ctx.services.demoShop.traffic(ctx.caller)),
  startTraffic: procedure.mutation(({ ctx }) => ctx.services.demoShop.startTraffic(ctx.caller)),
  stopTraffic: procedure.mutation(({ ctx }) => ctx.services.demoShop.stopTraffic(ctx.caller)),
  remove: procedure.mutation(({ ctx }) => ctx.services.demoShop.remove(ctx.caller)),
});
