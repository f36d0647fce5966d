import { importKind } from "@aisle/app/imports/imports-shapes";
import { catalogSort, catalogStock } from "@aisle/contracts/catalog-page";
import { productId } from "@aisle/contracts/product-id";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

/** The shop's products. Files come in over the import route, which streams. */
export const catalogueRouter = router({
  summary: procedure.query(({ ctx }) => ctx.services.catalog.summary(ctx.caller)),
  search: procedure
    .input(
      z.object({
        text: z.string().max(200).optional(),
        category: z.string().max(200).optional(),
        brand: z.string().max(200).optional(),
        minPrice: z.int().min(0).optional(),
        maxPrice: z.int().min(0).optional(),
        currency: z.string().trim().min(1).max(8).optional(),
        sort: catalogSort.optional(),
        stock: catalogStock.optional(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(100),
      }),
    )
    .query(({ ctx, input }) => ctx.services.catalog.search(ctx.caller, withoutUndefined(input))),
  product: procedure
    .input(z.object({ productId }))
    .query(({ ctx, input }) => ctx.services.catalog.product(ctx.caller, input.productId)),
  fields: procedure.query(({ ctx }) => ctx.services.catalog.fields(ctx.caller)),
  products: procedure
    .input(z.object({ ids: z.array(productId).max(200) }))
    .query(({ ctx, input }) => ctx.services.catalog.productsById(ctx.caller, input.ids)),
  shoppers: procedure
    .input(z.object({ text: z.string().max(200) }))
    .query(({ ctx, input }) => ctx.services.catalog.findShoppers(ctx.caller, input.text)),
  inspect: procedure
    .input(
      z.object({
        kind: importKind,
        fileName: z.string().min(1).max(255),
        /** Base64 of the file's first bytes. */
        head: z.string().max(1_000_000),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.imports.inspect(ctx.caller, {
        kind: input.kind,
        fileName: input.fileName,
        head: Buffer.from(input.head, "base64"),
      }),
    ),
});
