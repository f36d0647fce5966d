import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import type { Area } from "../services/area.ts";
import type { DemoShopPorts } from "./demo-shop-ports.ts";
import type { DemoShopStatus, DemoTraffic } from "./demo-shop-shapes.ts";
import { demoTraffic, startDemoTraffic, stopDemoTraffic } from "./demo-traffic.ts";

/** The demo shop of a workspace: made, set aside, brought back, and deleted once that is confirmed. */
export interface DemoShopService {
  state(caller: Caller): Promise<DemoShopStatus>;
  use(caller: Caller): Promise<{ readonly jobId: string }>;
  /** Takes the demo shop's products out of the catalogue; they can be brought back until `remove`. */
  setAside(caller: Caller): Promise<void>;
  bringBack(caller: Caller): Promise<void>;
  /** Deletes its events and stock permanently; throws `demo-shop.not-aside` while its products are in the catalogue. */
  remove(caller: Caller): Promise<void>;
  /** Whether simulated shoppers are on their way, and what they did. */
  traffic(caller: Caller): Promise<DemoTraffic>;
  /** Sends simulated shoppers for some minutes; those that are on their way stay. Throws `demo-shop.no-visits`. */
  startTraffic(caller: Caller): Promise<{ readonly jobId: string }>;
  stopTraffic(caller: Caller): Promise<void>;
}

export const demoShopArea: Area<DemoShopService, DemoShopPorts> = {
  permissions: {
    state: "look",
    use: "stock",
    setAside: "stock",
    bringBack: "stock",
    remove: "stock",
    traffic: "look",
    startTraffic: "stock",
    stopTraffic: "stock",
  },
  make: demoShopService,
};

function demoShopService(ports: DemoShopPorts): DemoShopService {
  const { demoShop, records, jobs } = ports;
  // What is popular is counted among the products that are there.
  const countAgain = (workspaceId: string) => jobs.add("index-events", { workspaceId });
  const indexAgain = async (workspaceId: string) => {
    await jobs.add("index-catalogue", { workspaceId });
    await countAgain(workspaceId);
  };
  const makeIt = (workspaceId: string) => jobs.add("demo-shop", { workspaceId });
  return {
    async state({ workspaceId }) {
      const [shop, endpoints] = await Promise.all([demoShop.state(workspaceId), records.endpoints(workspaceId)]);
      return { ...shop, endpoints: shop.state === "none" ? [] : endpoints.map(({ slug }) => slug).sort() };
    },
    async use({ workspaceId }) {
      await demoShop.want(workspaceId);
      return { jobId: await makeIt(workspaceId) };
    },
    async setAside({ workspaceId }) {
      if (await demoShop.setAside(workspaceId)) await indexAgain(workspaceId);
    },
    async bringBack({ workspaceId }) {
      if (!(await demoShop.bringBack(workspaceId))) return;
      // Set aside before it was made, it is made now.
      const { events } = await demoShop.state(workspaceId);
      await (events === 0 ? makeIt(workspaceId) : indexAgain(workspaceId));
    },
    async remove(caller) {
      await demoShop.remove(auditActor(caller));
      await countAgain(caller.workspaceId);
    },
    traffic: (caller) => demoTraffic(ports, caller),
    startTraffic: (caller) => startDemoTraffic(ports, caller),
    stopTraffic: (caller) => stopDemoTraffic(ports, caller),
  };
}
