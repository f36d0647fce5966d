import { AisleError } from "@aisle/runtime/errors";
import type { CollectionInfo, Metric } from "@aisle/runtime/node-sdk/capabilities";

/** The error for a collection that is not there. */
export function collectionNotFound(collection: string): AisleError {
  return new AisleError("collection.not-found", `There is no collection "${collection}".`, { collection });
}

/** Throws unless vectors of this embedder and length belong into the collection. */
export function checkFits(
  info: Pick<CollectionInfo, "name" | "embedder" | "dimension">,
  embedder: string,
  dimension: number,
): void {
  if (embedder !== info.embedder)
    throw new AisleError(
      "vector.embedder-mismatch",
      `The collection "${info.name}" holds vectors of ${info.embedder}; this one was made by ${embedder}.`,
      { collection: info.name, expected: info.embedder, found: embedder },
    );
  if (dimension !== info.dimension)
    throw new AisleError(
      "vector.dimension",
      `The collection "${info.name}" holds vectors of ${info.dimension} numbers; this one has ${dimension}.`,
      { collection: info.name, expected: info.dimension, found: dimension },
    );
}

/** Throws unless a collection that is there already is what the caller wants to create. */
export function checkAlike(
  info: Pick<CollectionInfo, "name" | "embedder" | "dimension" | "metric">,
  wanted: { readonly embedder: string; readonly dimension: number; readonly metric: Metric },
): void {
  checkFits(info, wanted.embedder, wanted.dimension);
  if (info.metric !== wanted.metric)
    throw new AisleError(
      "vector.embedder-mismatch",
      `The collection "${info.name}" compares by ${info.metric}, not by ${wanted.metric}.`,
      { collection: info.name, expected: info.metric, found: wanted.metric },
    );
}
