import { product } from "@aisle/runtime/node-sdk/product";
import { lookAtFile } from "../imports/look-at-file.ts";
import { shelfItemOf } from "../pipelines/preview-value.ts";
import type { StudioServices } from "../studio-services.ts";
import type { CatalogueSummary } from "../studio-shapes.ts";
import type { StudioDeps } from "./studio-deps.ts";

type CatalogueService = Pick<
  StudioServices,
  "catalogue" | "searchCatalogue" | "lookAtFile" | "importFile" | "useSampleShop"
>;

/** The catalogue: what is in it, finding in it, filling it. */
export function catalogueService(deps: StudioDeps): CatalogueService {
  return {
    catalogue: (caller) => catalogueSummary(deps, caller.workspaceId),
    async searchCatalogue(caller, query) {
      const page = await deps.shop.page(caller.workspaceId, query);
      return { ...page, items: page.items.map(({ id, fields }) => shelfItemOf(product(id, 0, fields))) };
    },
    lookAtFile: (_caller, input) => lookAtFile(input),
    async importFile({ workspaceId }, { kind, fileName, map }, bytes) {
      const uploadId = await deps.uploads.keep(bytes);
      const payload = { workspaceId, kind, uploadId, fileName, map: JSON.stringify(map) };
      return { jobId: await deps.jobs.add("import", payload) };
    },
    async useSampleShop({ workspaceId }) {
      return { jobId: await deps.jobs.add("demo-shop", { workspaceId }) };
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
  return { ...counts, ...events, updatedAt: counts.updatedAt?.toISOString() ?? null, sample, collections };
}
