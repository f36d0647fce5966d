import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

/** The shop's products. Files come in over the import route, which streams. */
export const catalogueRouter = router({
  summary: procedure.query(({ ctx }) => ctx.services.catalogue(ctx.caller)),
  search: procedure
    .input(
      z.object({
        text: z.string().max(200).optional(),
        category: z.string().max(200).optional(),
        brand: z.string().max(200).optional(),
        minPrice: z.int().min(0).optional(),
        maxPrice: z.int().min(0).optional(),
        sort: z.enum(["title", "cheapest", "dearest", "newest", "stock"]).optional(),
        stock: z.enum(["in-stock", "sold-out", "unknown"]).optional(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(100),
      }),
    )
    .query(({ ctx, input }) => ctx.services.searchCatalogue(ctx.caller, withoutUndefined(input))),
  product: procedure
    .input(z.object({ productId: z.string().min(1).max(200) }))
    .query(({ ctx, input }) => ctx.services.product(ctx.caller, input.productId)),
  fields: procedure.query(({ ctx }) => ctx.services.catalogFields(ctx.caller)),
  products: procedure
    .input(z.object({ ids: z.array(z.string().min(1).max(200)).max(200) }))
    .query(({ ctx, input }) => ctx.services.productsById(ctx.caller, input.ids)),
  look: allowed("stock")
    .input(
      z.object({
        kind: z.enum(["catalog", "events", "stock"]),
        fileName: z.string().min(1).max(255),
        /** Base64 of the file's first bytes. */
        head: z.string().max(1_000_000),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.lookAtFile(ctx.caller, {
        kind: input.kind,
        fileName: input.fileName,
        head: Buffer.from(input.head, "base64"),
      }),
    ),
});
