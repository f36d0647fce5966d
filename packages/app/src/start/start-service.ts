import { product } from "@aisle/runtime/node-sdk/product";
import type { Caller } from "../access/caller.ts";
import type { CatalogueSummary } from "../catalog/catalog-shapes.ts";
import { catalogSummary } from "../catalog/catalog-summary.ts";
import { buildingMessage, searchCollection } from "../catalog/search-building.ts";
import { demoShopSize } from "../demo-shop/demo-shop.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { Area } from "../services/area.ts";
import type { StartPorts } from "./start-ports.ts";
import type { StartState } from "./start-shapes.ts";

/** The first page: what the shop has. */
export interface StartService {
  state(caller: Caller): Promise<StartState>;
}

export const startArea: Area<StartService, StartPorts> = {
  permissions: { state: "look" },
  make: (ports) => ({
    async state({ workspaceId }) {
      const [workspaceName, catalogue] = await Promise.all([
        ports.workspaceName(workspaceId),
        catalogSummary(ports, workspaceId),
      ]);
      const items = catalogue.sample ? (await ports.shop.page(workspaceId, { offset: 0, limit: 7 })).items : [];
      return {
        workspaceName,
        catalogue,
        readiness: readinessOf(catalogue),
        sampleShop: {
          name: "Northfell Outdoor",
          products: demoShopSize.products,
          installed: catalogue.sample,
          items: items.map(({ id, fields }) => shelfItemOf(product(id, 0, fields))),
        },
      };
    },
  }),
};

/** Below this many orders rules beat a learned recommender (R-READY). */
const ordersForLearning = 50_000;
const number = new Intl.NumberFormat("en");

function searchReadiness({ collections }: CatalogueSummary): StartState["readiness"][number] {
  const title = "Search index";
  const index = collections.find(({ name }) => name === searchCollection);
  if (index === undefined) return { title, state: "missing", words: "waits to be built" };
  if (index.building !== null)
    return { title, state: "warn", words: `being built, ${buildingMessage(index.building)}` };
  if (index.count === 0 && index.status !== "failed") return { title, state: "missing", words: "waits to be built" };
  if (index.status === "failed") return { title, state: "warn", words: "the last build failed; see Collections" };
  return { title, state: "ok", words: `${number.format(index.count)} products` };
}

function readinessOf(summary: CatalogueSummary): StartState["readiness"] {
  const { products, unknownStock, events, orders, sample } = summary;
  return [
    events === 0
      ? { title: "Events", state: "missing", words: "none yet; send them, or import a file" }
      : { title: "Events", state: "ok", words: `${number.format(events)} stored` },
    {
      title: "Orders",
      state: orders === 0 ? "missing" : "ok",
      words:
        orders >= ordersForLearning
          ? number.format(orders)
          : `${number.format(orders)}; rules do best below ${number.format(ordersForLearning)}`,
    },
    products === 0
      ? { title: "Catalogue", state: "missing", words: "no products yet" }
      : {
          title: "Catalogue",
          state: unknownStock > 0 || sample ? "warn" : "ok",
          words: [
            sample ? "demo shop in use" : `${number.format(products)} products`,
            ...(unknownStock > 0 ? [`${number.format(unknownStock)} of unknown stock`] : []),
          ].join("; "),
        },
    ...(products === 0 ? [] : [searchReadiness(summary)]),
  ];
}
