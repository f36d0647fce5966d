import type { Graph } from "@aisle/runtime/graph/graph";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import { demoQuery } from "../demo-shop/demo-shop.ts";
import { hasMarks, type SampleValues, sampleRequest } from "./sample-request.ts";

interface SampleValuesPorts {
  readonly shop: Pick<ShopReads, "sampleIds" | "names" | "isSample">;
}

/** A graph with the marks in its sample requests filled from this shop, wherever the graph came from. */
export async function withOwnSamples(ports: SampleValuesPorts, workspaceId: string, graph: Graph): Promise<Graph> {
  if (!graph.samples.some(({ request }) => hasMarks(request))) return graph;
  const values = await sampleValues(ports, workspaceId);
  const samples = graph.samples.map((sample) => ({ ...sample, request: sampleRequest(sample.request, values) }));
  return { ...graph, samples };
}

/** What to try a pipeline with in this shop: a shopper, products and words of its own. */
export async function sampleValues({ shop }: SampleValuesPorts, workspaceId: string): Promise<SampleValues> {
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
