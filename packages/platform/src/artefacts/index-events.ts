import { ArtefactError } from "@aisle/learn/artefact/artefact-error";
import type { Pool } from "pg";
import { type CountedPosition, positionIn, positionNow } from "../events/counted-position.ts";
import { buildPopularity } from "../events/popularity-builder.ts";
import { PopularityIndex } from "../events/popularity-index.ts";
import type { ArtefactStore } from "./artefact-store.ts";
import { indexTogether } from "./index-together.ts";

/** The artefact that counts how popular each product is by day. */
export const popularityArtefact = "popularity";

export interface IndexEventsDeps {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly artefacts: ArtefactStore;
}

/** What an indexing of events did. `baskets` has the kinds whose neighbours were found again. */
export interface EventsReport {
  readonly products: number;
  /** Whether all interactions were read, and not only those since the last time. */
  readonly recounted: boolean;
  readonly baskets: { readonly [kind: string]: number };
}

export interface IndexEventsControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, note: string) => void;
}

/**
 * Brings what is made of events up to date: how popular each product is by day, from the interactions since the last
 * time, and which products are viewed and bought together, once enough was added.
 */
export async function indexEvents(
  deps: IndexEventsDeps,
  { signal, onProgress }: IndexEventsControl = {},
): Promise<EventsReport> {
  const { pool, workspaceId } = deps;
  onProgress?.(0, "Counting what is popular");
  const now = await positionNow(pool, workspaceId);
  const { products, recounted } = await indexPopularity(deps, now);
  signal?.throwIfAborted();
  const baskets: Record<string, number> = {};
  let share = 0.3;
  for (const kind of ["view", "purchase"] as const) {
    onProgress?.(share, kind === "view" ? "Finding what is viewed together" : "Finding what is bought together");
    const read = await indexTogether(deps, kind, now, signal);
    if (read !== undefined) baskets[kind] = read;
    signal?.throwIfAborted();
    share += 0.35;
  }
  onProgress?.(1, "Done");
  return { products, recounted, baskets };
}

async function indexPopularity(deps: IndexEventsDeps, now: CountedPosition) {
  const { pool, workspaceId, artefacts } = deps;
  const before = await countedBefore(deps, now);
  const index = await buildPopularity(pool, workspaceId, now, before);
  // Published even when nothing was added: the position moves on.
  await artefacts.publish(workspaceId, popularityArtefact, index.toBytes(), { products: index.size, ...now });
  return { products: index.size, recounted: before?.index.timeZone !== index.timeZone };
}

/** What was counted the last time and up to where; undefined where that is of no use any more. */
async function countedBefore({ workspaceId, artefacts }: IndexEventsDeps, now: CountedPosition) {
  const last = await artefacts.newestOf(workspaceId, popularityArtefact);
  const position = positionIn(last?.meta, now);
  if (last === undefined || position === undefined) return undefined;
  try {
    const bytes = await artefacts.bytes(last.blobHash);
    return bytes && { index: PopularityIndex.fromBytes(bytes), position };
  } catch (error) {
    if (error instanceof ArtefactError) return undefined;
    throw error;
  }
}
