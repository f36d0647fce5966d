import { demoQuery } from "../demo-shop/demo-shop.ts";
import type { SampleValues } from "../templates/sample-request.ts";
import type { StudioDeps } from "./studio-deps.ts";

/** What to try a pipeline with in this shop: a shopper, products and words of its own. */
export async function sampleValues({ shop }: Pick<StudioDeps, "shop">, workspaceId: string): Promise<SampleValues> {
  const [ids, { categories }, isSample] = await Promise.all([
    shop.sampleIds(workspaceId),
    shop.names(workspaceId),
    shop.isSample(workspaceId),
  ]);
  const [category] = categories;
  // “Clothing > Jackets” is searched for as “jackets”.
  const query = isSample ? demoQuery : category?.split(/[>/|]/).at(-1)?.trim().toLowerCase();
  return {
    ...ids,
    ...(query === undefined || query === "" ? {} : { query }),
    ...(category === undefined ? {} : { category }),
  };
}
