import { miniLmDimension, miniLmEmbedder } from "../embed/minilm-model.ts";
import type { CollectionSpec } from "../vectors/vector-store.ts";

/** The collection of the catalogue's products. */
export const catalogueCollection = "products";

/** The collection of the catalogue's products as an index job here makes it. */
export const catalogueSpec: CollectionSpec = {
  name: catalogueCollection,
  embedder: miniLmEmbedder,
  dimension: miniLmDimension,
  metric: "cosine",
};
