import type { ShopReads } from "@aisle/app/catalog/catalog-ports";
import { remembered } from "@aisle/app/pipelines/remembered";
import { CatalogFieldReader } from "@aisle/platform/catalogue/catalog-field-reader";
import { CatalogueBrowser } from "@aisle/platform/catalogue/catalogue-browser";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { PostgresProducts } from "@aisle/platform/catalogue/postgres-products";
import { ShopHints } from "@aisle/platform/catalogue/shop-hints";
import { listCollections } from "@aisle/platform/collections/collection-record";
import { EventStore } from "@aisle/platform/events/event-store";
import type { Pool } from "@aisle/platform/postgres/pool";

/** What the studio reads of a shop, from PostgreSQL. */
export function shopReads(pool: Pool): ShopReads {
  const browser = new CatalogueBrowser(pool);
  const fields = new CatalogFieldReader(pool);
  const catalogFields = remembered((workspaceId) => fields.fields(workspaceId));
  const events = new EventStore(pool);
  const demo = new DemoShopStore(pool);
  const hints = new ShopHints(pool);
  return {
    summary: (workspaceId) => browser.summary(workspaceId),
    page: (workspaceId, query) => browser.page(workspaceId, query),
    catalogFields,
    fields: async (workspaceId, ids) => new PostgresProducts(pool, workspaceId).known(ids),
    eventCounts: (workspaceId) => events.counts(workspaceId),
    collections: (workspaceId) => listCollections(pool, workspaceId),
    names: (workspaceId) => hints.names(workspaceId),
    attributes: (workspaceId) => hints.attributes(workspaceId),
    titled: (workspaceId, text) => hints.titled(workspaceId, text),
    shoppers: (workspaceId, beginning, limit) => hints.shoppers(workspaceId, beginning, limit),
    sampleIds: (workspaceId) => hints.sampleIds(workspaceId),
    goneWithDemoShop: (workspaceId, texts) => demo.gone(workspaceId, texts),
    async isSample(workspaceId) {
      const { state, products } = await demo.state(workspaceId);
      return state === "there" && products > 0;
    },
  };
}
