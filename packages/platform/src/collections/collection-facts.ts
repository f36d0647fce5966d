import type { Facts } from "@aisle/runtime/compile/facts";
import type { Pool } from "pg";
import { artefactFacts } from "../artefacts/artefact-store.ts";
import { miniLmEmbedder } from "../embed/minilm-model.ts";
import { catalogueCollection } from "./catalogue-spec.ts";
import { listCollections } from "./collection-record.ts";

/**
 * What compile has to know of a workspace: its collections and trained artifacts, the models that embed here, and by
 * which of them a collection would be rebuilt.
 */
export async function collectionFacts(pool: Pool, workspaceId: string): Promise<Facts> {
  const [collections, artifacts] = await Promise.all([
    listCollections(pool, workspaceId),
    artefactFacts(pool, workspaceId),
  ]);
  return {
    target: "endpoint",
    collections: collections.map(({ name, embedder }) => ({ name, embedder })),
    artifacts,
    embedders: [miniLmEmbedder],
    rebuiltBy: { [catalogueCollection]: miniLmEmbedder },
  };
}
