import type { Graph } from "@aisle/runtime/graph/graph";
import { demoQuery } from "../demo-shop/demo-shop.ts";
import { hasMarks, type SampleValues, sampleRequest } from "../templates/sample-request.ts";
import type { StudioDeps } from "./studio-deps.ts";

/** A graph with the marks in its sample requests filled from this shop, wherever the graph came from. */
export async function withOwnSamples(
  deps: Pick<StudioDeps, "shop">,
  workspaceId: string,
  graph: Graph,
): Promise<Graph> {
  if (!graph.samples.some(({ request }) => hasMarks(request))) return graph;
  const values = await sampleValues(deps, workspaceId);
  const samples = graph.samples.map((sample) => ({ ...sample, request: sampleRequest(sample.request, values) }));
  return { ...graph, samples };
}

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
