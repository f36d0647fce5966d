import { AisleError } from "@aisle/runtime/errors";
import type { JsonObject } from "@aisle/runtime/json";
import { product } from "@aisle/runtime/node-sdk/product";
import { lookAtFile } from "../imports/look-at-file.ts";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { StudioServices } from "../studio-services.ts";
import type { CatalogueSummary } from "../studio-shapes.ts";
import type { StudioDeps } from "./studio-deps.ts";

type CatalogueService = Pick<
  StudioServices,
  | "catalogue"
  | "searchCatalogue"
  | "product"
  | "productsById"
  | "catalogFields"
  | "lookAtFile"
  | "importFile"
  | "rejectedRows"
>;

/** The catalogue: what is in it, finding in it, filling it. */
export function catalogueService(deps: StudioDeps): CatalogueService {
  return {
    catalogue: (caller) => catalogueSummary(deps, caller.workspaceId),
    async searchCatalogue(caller, query) {
      const page = await deps.shop.page(caller.workspaceId, query);
      return { ...page, items: page.items.map(({ id, fields }) => shelfItemOf(product(id, 0, fields))) };
    },
    async product({ workspaceId }, productId) {
      const [fields] = await deps.shop.fields(workspaceId, [productId]);
      if (fields === undefined) throw new AisleError("product.not-found", "There is no such product.", { productId });
      return { item: shelfItemOf(product(productId, 0, fields)), fields: fields as JsonObject };
    },
    catalogFields: ({ workspaceId }) => deps.shop.catalogFields(workspaceId),
    async productsById({ workspaceId }, ids) {
      const found = await deps.shop.fields(workspaceId, ids);
      return ids.map((id, at) => {
        const fields = found[at];
        return { id, item: fields === undefined ? null : shelfItemOf(product(id, 0, fields)) };
      });
    },
    lookAtFile: (_caller, input) => lookAtFile(input.kind, input.fileName, input.head),
    async importFile({ workspaceId, userId }, { kind, fileName, map }, bytes) {
      const uploadId = await deps.uploads.keep(bytes);
      const payload = { workspaceId, kind, uploadId, fileName, map: JSON.stringify(map), askedBy: userId };
      try {
        return { jobId: await deps.jobs.add("import", payload) };
      } catch (error) {
        await deps.uploads.remove(uploadId);
        throw error;
      }
    },
    async rejectedRows({ workspaceId }, jobId) {
      const job = await deps.jobs.get(jobId);
      const uploadId = job !== undefined && job.payload.workspaceId === workspaceId ? job.payload.uploadId : undefined;
      const rows = typeof uploadId === "string" ? await deps.uploads.rejected(uploadId) : undefined;
      if (rows === undefined) throw new AisleError("job.not-found", "There is no report of rejected rows.", { jobId });
      return rows;
    },
  };
}

export async function catalogueSummary(deps: StudioDeps, workspaceId: string): Promise<CatalogueSummary> {
  const [counts, events, collections, sample] = await Promise.all([
    deps.shop.counts(workspaceId),
    deps.shop.eventCounts(workspaceId),
    deps.shop.collections(workspaceId),
    deps.shop.isSample(workspaceId),
  ]);
  const { updatedAt } = counts;
  return {
    ...counts,
    ...events,
    updatedAt: updatedAt?.toISOString() ?? null,
    sample,
    collections: collections.map(({ name, embedder, dimension, count, status, building }) => ({
      name,
      embedder,
      dimension,
      count,
      status,
      building,
    })),
  };
}
