import type { Building } from "@aisle/runtime/node-sdk/capabilities/building";
import { product } from "@aisle/runtime/node-sdk/product";
import { demoShopSize } from "../demo-shop/demo-shop.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { StudioServices } from "../studio-services.ts";
import type { CatalogueSummary, StartState, Template } from "../studio-shapes.ts";
import type { TemplateNeed } from "../templates/template-file.ts";
import { catalogueSummary } from "./catalogue-service.ts";
import type { StudioDeps } from "./studio-deps.ts";
import { templateSpeed } from "./template-speed.ts";

const searchCollection = "products";

/** Below this many orders rules beat a learned recommender (R-READY). */
const ordersForLearning = 50_000;

/** The first page: what the shop has, and which templates can answer with it. */
export function startService(
  deps: StudioDeps,
): Pick<StudioServices, "start" | "listTemplates" | "nodeCatalogue" | "facts"> {
  return {
    async start({ workspaceId }) {
      const [workspaceName, catalogue] = await Promise.all([
        deps.workspaceName(workspaceId),
        catalogueSummary(deps, workspaceId),
      ]);
      const items = catalogue.sample ? (await deps.shop.page(workspaceId, { offset: 0, limit: 7 })).items : [];
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
    async listTemplates({ workspaceId }) {
      const [summary, speed] = await Promise.all([
        catalogueSummary(deps, workspaceId),
        templateSpeed(deps, workspaceId),
      ]);
      return deps.templates
        .toSorted((a, b) => a.place - b.place)
        .map(
          ({ id, title, summary: words, kind, graph, needs }): Template => ({
            id,
            title,
            summary: words,
            kind,
            graph,
            needs: needs.map((need) => needOf(need, summary)),
            p99Ms: speed(graph),
          }),
        );
    },
    nodeCatalogue: async ({ workspaceId }) => [...deps.registries.for(workspaceId).manifests.values()],
    facts: (caller) => deps.facts(caller.workspaceId),
  };
}

const number = new Intl.NumberFormat("en");

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
          : `${number.format(orders)}, rules until ${number.format(ordersForLearning)}`,
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

function searchReadiness({ collections }: CatalogueSummary): StartState["readiness"][number] {
  const title = "Search index";
  const index = collections.find(({ name }) => name === searchCollection);
  if (index === undefined || index.count === 0) return { title, state: "missing", words: "waits to be built" };
  if (index.building !== null) return { title, state: "warn", words: `being built, ${buildingWords(index.building)}` };
  if (index.status === "failed") return { title, state: "warn", words: "the last build failed; see Collections" };
  return { title, state: "ok", words: `${number.format(index.count)} products` };
}

/** How far the building of an index is: `512 of 2,000 products (25 %)`. */
function buildingWords({ found, total }: Building): string {
  const percent = Math.floor((100 * found) / Math.max(1, total));
  return `${number.format(found)} of ${number.format(total)} products (${percent} %)`;
}

function needOf(need: TemplateNeed, summary: CatalogueSummary): Template["needs"][number] {
  const index = summary.collections.find((collection) => collection.name === searchCollection);
  switch (need) {
    case "catalogue":
      return {
        title: "Catalogue",
        met: summary.products > 0,
        words: summary.products > 0 ? `${number.format(summary.products)} products` : "Import a catalogue",
      };
    case "search-index":
      return {
        title: "Search index",
        met: index !== undefined && index.count > 0 && index.building === null,
        words:
          index === undefined || index.count === 0
            ? "Built after an import"
            : index.building === null
              ? "Ready"
              : `Search index: ${buildingWords(index.building)}`,
      };
    case "events":
      return {
        title: "Events",
        met: summary.events > 0,
        words: summary.events > 0 ? `${number.format(summary.events)} events` : "Send or import events",
      };
  }
}
