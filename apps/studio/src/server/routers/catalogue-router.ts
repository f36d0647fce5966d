import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";

/** The shop's products. Files come in over the import route, which streams. */
export const catalogueRouter = router({
  summary: procedure.query(({ ctx }) => ctx.services.catalogue(ctx.caller)),
  search: procedure
    .input(
      z.object({
        text: z.string().max(200).optional(),
        category: z.string().max(200).optional(),
        stock: z.enum(["in-stock", "sold-out", "unknown"]).optional(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(100),
      }),
    )
    .query(({ ctx, input: { text, category, stock, offset, limit } }) =>
      ctx.services.searchCatalogue(ctx.caller, {
        offset,
        limit,
        ...(text === undefined || text === "" ? {} : { text }),
        ...(category === undefined ? {} : { category }),
        ...(stock === undefined ? {} : { stock }),
      }),
    ),
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
