import { remembered } from "@aisle/app/pipelines/remembered";
import type { RuleCatalog } from "@aisle/app/pipelines/rule-reach";
import { CatalogFieldReader } from "@aisle/platform/catalogue/catalog-field-reader";
import type { Pool } from "@aisle/platform/postgres/pool";

/** A draft is checked without its catalog rather than late. */
const waitMs = 1_500;
const unknown: RuleCatalog = { products: 0, currency: null, fields: [], sample: [] };

/** What the rules of a workspace's drafts are checked against; nothing while a large catalog is still being read. */
export function ruleCatalogs(
  pool: Pool,
  onError: (error: unknown) => void,
): (workspaceId: string) => Promise<RuleCatalog> {
  const reader = new CatalogFieldReader(pool);
  const read = remembered(async (workspaceId): Promise<RuleCatalog> => {
    const [fields, sample] = await Promise.all([reader.fields(workspaceId), reader.sample(workspaceId)]);
    return { ...fields, sample };
  });
  const withoutCatalog = (error: unknown) => {
    onError(error);
    return unknown;
  };
  return async (workspaceId) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<RuleCatalog>((resolve) => {
      timer = setTimeout(() => resolve(unknown), waitMs);
    });
    try {
      return await Promise.race([read(workspaceId).catch(withoutCatalog), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
