import { auditActor } from "../audit/audit-service.ts";
import type { StudioDeps } from "../studio/studio-deps.ts";
import type { StudioServices } from "../studio-services.ts";

type DemoShopService = Pick<
  StudioServices,
  "demoShop" | "useSampleShop" | "setDemoShopAside" | "bringDemoShopBack" | "deleteDemoShop"
>;

/** The demo shop of a workspace: made, set aside, brought back, and deleted once that is confirmed. */
export function demoShopService(deps: StudioDeps): DemoShopService {
  const indexAgain = (workspaceId: string) => deps.jobs.add("index-catalogue", { workspaceId });
  const makeIt = (workspaceId: string) => deps.jobs.add("demo-shop", { workspaceId });
  return {
    async demoShop({ workspaceId }) {
      const [shop, endpoints] = await Promise.all([
        deps.demoShop.state(workspaceId),
        deps.records.endpoints(workspaceId),
      ]);
      return { ...shop, endpoints: shop.state === "none" ? [] : endpoints.map(({ slug }) => slug).sort() };
    },
    async useSampleShop({ workspaceId }) {
      await deps.demoShop.want(workspaceId);
      return { jobId: await makeIt(workspaceId) };
    },
    async setDemoShopAside({ workspaceId }) {
      if (await deps.demoShop.setAside(workspaceId)) await indexAgain(workspaceId);
    },
    async bringDemoShopBack({ workspaceId }) {
      if (!(await deps.demoShop.bringBack(workspaceId))) return;
      // Set aside before it was made, it is made now.
      const { events } = await deps.demoShop.state(workspaceId);
      await (events === 0 ? makeIt(workspaceId) : indexAgain(workspaceId));
    },
    async deleteDemoShop(caller) {
      const { workspaceId } = caller;
      await deps.demoShop.remove(workspaceId);
      await deps.audit.append(auditActor(caller), { action: "demo-shop.deleted" });
      await deps.jobs.add("index-events", { workspaceId });
    },
  };
}
