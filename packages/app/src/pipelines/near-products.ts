import type { Facts } from "@aisle/runtime/compile/facts";
import { AisleError } from "@aisle/runtime/errors";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { type Hit, hitsToProducts } from "@aisle/runtime/node-sdk/hit";
import type { VectorValue } from "@aisle/runtime/node-sdk/port-type";
import { portJson } from "@aisle/runtime/node-sdk/port-value";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { NearProducts } from "../runs/runs-shapes.ts";
import type { StoredRun } from "./run-memory.ts";

const limit = 8;

/**
 * The products nearest to a vector that stood on a port of a run, in every collection built by the same model. Throws
 * `request.invalid` when no vector stood there.
 */
export async function nearProducts(
  run: StoredRun,
  port: string,
  facts: Facts,
  capabilities: ProcessCapabilities,
): Promise<NearProducts> {
  const vector = run.values.get(port);
  if (portJson("Vector", vector) === undefined)
    throw new AisleError("request.invalid", "No vector stood on this port.", { port });
  const { embedder } = vector as VectorValue;
  const collections = facts.collections.filter((collection) => collection.embedder === embedder);
  const found = collections.map(async ({ name }) => {
    const query = { collection: name, vector: vector as VectorValue, limit };
    const hits: readonly Hit[] = (await capabilities.vectors?.search(query)) ?? [];
    const fields = (await capabilities.products?.get(hits.map((hit) => hit.id))) ?? [];
    return { collection: name, items: hitsToProducts("", hits, fields).map(shelfItemOf) };
  });
  return { embedder, collections: await Promise.all(found) };
}
