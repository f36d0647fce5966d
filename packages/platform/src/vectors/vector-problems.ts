import { AisleError } from "@aisle/runtime/errors";
import type { CollectionInfo, Metric } from "@aisle/runtime/node-sdk/capabilities/vectors";

/** The error for a collection that is not there. */
export function collectionNotFound(collection: string): AisleError {
  return new AisleError("collection.not-found", `There is no collection "${collection}".`, { collection });
}

/** Throws unless vectors of this embedder and length belong into the collection. */
function checkFits(
  info: Pick<CollectionInfo, "name" | "embedder" | "dimension">,
  embedder: string,
  dimension: number,
  item?: string,
): void {
  const named = item === undefined ? {} : { item };
  const whose = item === undefined ? "this one" : `that of "${item}"`;
  if (embedder !== info.embedder)
    throw new AisleError(
      "vector.embedder-mismatch",
      `The collection "${info.name}" holds vectors of ${info.embedder}; ${whose} was made by ${embedder}.`,
      { collection: info.name, expected: info.embedder, found: embedder, ...named },
    );
  if (dimension !== info.dimension)
    throw new AisleError(
      "vector.dimension",
      `The collection "${info.name}" holds vectors of ${info.dimension} numbers; ${whose} has ${dimension}.`,
      { collection: info.name, expected: info.dimension, found: dimension, ...named },
    );
}

/** Components up to this size keep every dot product and squared distance of 65,536 of them within float32. */
const maxComponent = 1e15;

/** Whether a vector has the right length and only numbers that can be compared. */
export function isComparable(values: Float32Array, dimension: number): boolean {
  return values.length === dimension && notComparable(values) === undefined;
}

/**
 * Throws `vector.embedder-mismatch`, `vector.dimension` or `vector.not-finite` unless the vector belongs into the
 * collection: one NaN or Infinity in an index spoils the answers to all queries. `item` is named in the message.
 */
export function checkVector(
  info: Pick<CollectionInfo, "name" | "embedder" | "dimension">,
  embedder: string,
  values: Float32Array,
  item?: string,
): void {
  checkFits(info, embedder, values.length, item);
  const place = notComparable(values);
  if (place === undefined) return;
  const whose = item === undefined ? "The query's vector" : `The vector of "${item}"`;
  throw new AisleError(
    "vector.not-finite",
    `${whose} has ${values[place]} at place ${place}; every number must be between -${maxComponent} and ${maxComponent}.`,
    { collection: info.name, place, ...(item === undefined ? {} : { item }) },
  );
}

function notComparable(values: Float32Array): number | undefined {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) <= maxComponent)) return i;
  return undefined;
}

/** Throws unless a collection that is there already is what the caller wants to create. */
export function checkAlike(
  info: Pick<CollectionInfo, "name" | "embedder" | "dimension" | "metric">,
  requested: { readonly embedder: string; readonly dimension: number; readonly metric: Metric },
): void {
  checkFits(info, requested.embedder, requested.dimension);
  if (info.metric !== requested.metric)
    throw new AisleError(
      "vector.embedder-mismatch",
      `The collection "${info.name}" compares by ${info.metric}, not by ${requested.metric}.`,
      { collection: info.name, expected: info.metric, found: requested.metric },
    );
}
