import type { CatalogPorts } from "./catalog-ports.ts";
import type { CatalogueSummary } from "./catalog-shapes.ts";

/** What a workspace has: products, events, collections. */
export async function catalogSummary({ shop }: CatalogPorts, workspaceId: string): Promise<CatalogueSummary> {
  const [counts, events, collections, sample] = await Promise.all([
    shop.summary(workspaceId),
    shop.eventCounts(workspaceId),
    shop.collections(workspaceId),
    shop.isSample(workspaceId),
  ]);
  const { updatedAt } = counts;
  return {
    ...counts,
    ...events,
    updatedAt: updatedAt?.toISOString() ?? null,
    sample,
    collections: collections.map(({ name, embedder, dimension, count, status, building }) => ({
      building,
      name,
      embedder,
      dimension,
      count,
      status,
    })),
  };
}
