import { AisleError } from "@aisle/runtime/errors";
import type { Pool } from "pg";
import type { VectorStore } from "../vectors/vector-store.ts";
import { type CollectionRecord, listCollections, noteProblem } from "./collection-record.ts";

/** Which index job a workspace's collections need: another one, or the first, which may be on its way. */
export type NeededIndex = "again" | "first" | undefined;

/**
 * Compares what a workspace's collections hold with what they held when they were built, and records what differs.
 * One must be built again when it was dropped, made again by someone else, or lost vectors.
 */
export async function checkCollections(
  pool: Pool,
  workspaceId: string,
  vectors: Pick<VectorStore, "stored">,
): Promise<NeededIndex> {
  let needed: NeededIndex;
  for (const collection of await listCollections(pool, workspaceId)) {
    if (collection.status === "empty") needed ??= "first";
    if (collection.status !== "ready") continue;
    const { problem, lost } = await compare(collection, vectors);
    await noteProblem(pool, workspaceId, collection.name, problem);
    if (lost) needed = "again";
  }
  return needed;
}

async function compare({ name, count, stored }: CollectionRecord, vectors: Pick<VectorStore, "stored">) {
  try {
    const found = await vectors.stored(name);
    if (found === undefined) return { problem: "Its vectors are gone; they are made again.", lost: true };
    if (stored !== null && found.generation !== stored.generation)
      return { problem: "It was made again by someone else; its vectors are made again.", lost: true };
    const expected = stored?.count ?? count;
    if (found.count !== expected)
      return { problem: `It holds ${found.count} vectors, not ${expected}; they are made again.`, lost: true };
    return { problem: undefined, lost: false };
  } catch (error) {
    if (!(error instanceof AisleError) || error.code !== "qdrant.unavailable") throw error;
    return { problem: `${error.message} What it holds cannot be searched until then.`, lost: false };
  }
}
