import type { CatalogPage, CatalogQuery } from "@aisle/contracts/catalog-page";
import { AisleError } from "@aisle/runtime/errors";
import type { JsonObject } from "@aisle/runtime/json";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import { product } from "@aisle/runtime/node-sdk/product";
import { publicFields } from "@aisle/runtime/node-sdk/product-facts";
import type { Caller } from "../access/caller.ts";
import { may } from "../access/role.ts";
import type { ShelfItem } from "../previews/preview.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { Area } from "../services/area.ts";
import type { CatalogPorts } from "./catalog-ports.ts";
import type { CatalogueSummary, FoundShopper, ProductDetail } from "./catalog-shapes.ts";
import { catalogSummary } from "./catalog-summary.ts";

/** The catalog: what is in it, and finding in it. */
export interface CatalogService {
  summary(caller: Caller): Promise<CatalogueSummary>;
  search(caller: Caller, query: CatalogQuery): Promise<CatalogPage<ShelfItem>>;
  /** Throws `product.not-found`. The cost is for those who may change the shop's data (`stock`). */
  product(caller: Caller, productId: string): Promise<ProductDetail>;
  /** Which fields the products have, of what types, with frequent values. */
  fields(caller: Caller): Promise<CatalogFields>;
  /** Shoppers who did something of late, by the beginning of their id. */
  findShoppers(caller: Caller, beginning: string): Promise<readonly FoundShopper[]>;
  /** Products by their ids, in the order of the ids; null for one that the catalog does not have. */
  productsById(
    caller: Caller,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly item: ShelfItem | null }[]>;
}

/** Shoppers that are offered at once. */
const maxShoppers = 12;

export const catalogArea: Area<CatalogService, CatalogPorts> = {
  permissions: {
    summary: "look",
    search: "look",
    product: "look",
    fields: "look",
    productsById: "look",
    findShoppers: "look",
  },
  make: (ports) => ({
    summary: ({ workspaceId }) => catalogSummary(ports, workspaceId),
    async search({ workspaceId }, query) {
      const page = await ports.shop.page(workspaceId, query);
      return { ...page, items: page.items.map(({ id, fields }) => shelfItemOf(product(id, 0, fields))) };
    },
    async product({ workspaceId, role }, productId) {
      const [fields] = await ports.shop.fields(workspaceId, [productId]);
      if (fields === undefined) throw new AisleError("product.not-found", "There is no such product.", { productId });
      const shown = may(role, "stock") ? fields : publicFields(fields);
      return { item: shelfItemOf(product(productId, 0, fields)), fields: shown as JsonObject };
    },
    findShoppers: ({ workspaceId }, beginning) => ports.shop.shoppers(workspaceId, beginning, maxShoppers),
    fields: ({ workspaceId }) => ports.shop.catalogFields(workspaceId),
    async productsById({ workspaceId }, ids) {
      const found = await ports.shop.fields(workspaceId, ids);
      return ids.map((id, at) => {
        const fields = found[at];
        return { id, item: fields === undefined ? null : shelfItemOf(product(id, 0, fields)) };
      });
    },
  }),
};
