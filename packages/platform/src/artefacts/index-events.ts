import { saveItemNeighbours } from "@aisle/learn/covisitation/item-neighbours";
import type { Basket } from "@aisle/learn/covisitation/train-item-neighbours";
import { trainItemNeighbours } from "@aisle/learn/covisitation/train-item-neighbours";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities";
import type { Pool } from "pg";
import { kindNumbers } from "../events/event-record.ts";
import { buildPopularity } from "../events/popularity-builder.ts";
import { streamRows } from "../events/stream-rows.ts";
import type { ArtefactStore } from "./artefact-store.ts";

/** Names of the artefacts that come from events. */
export const popularityArtefact = "popularity";
export const neighboursArtefact = (kind: InteractionKind) => `together.${kind}`;

/** What is viewed together: a session's views and what became of them. What is bought together: one order. */
const togetherKinds: {
  readonly view: readonly InteractionKind[];
  readonly purchase: readonly InteractionKind[];
} = {
  view: ["view", "cart", "purchase"],
  purchase: ["purchase"],
};

export interface IndexEventsDeps {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly artefacts: ArtefactStore;
}

/** Counts all events of a workspace: how popular each product is by day, and which are viewed and bought together. */
export async function indexEvents(
  { pool, workspaceId, artefacts }: IndexEventsDeps,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (share: number, note: string) => void } = {},
): Promise<{ readonly products: number; readonly baskets: { readonly [kind: string]: number } }> {
  onProgress?.(0, "Counting what is popular");
  const popularity = await buildPopularity(pool, workspaceId);
  signal?.throwIfAborted();
  await artefacts.publish(workspaceId, popularityArtefact, popularity.toBytes(), { products: popularity.size });
  const baskets: Record<string, number> = {};
  let share = 0.3;
  for (const kind of ["view", "purchase"] as const) {
    onProgress?.(share, kind === "view" ? "Finding what is viewed together" : "Finding what is bought together");
    const taken = await readBaskets(pool, workspaceId, togetherKinds[kind]);
    const model = trainItemNeighbours(taken, {}, signal === undefined ? {} : { signal });
    await artefacts.publish(workspaceId, neighboursArtefact(kind), saveItemNeighbours(model), { items: model.size });
    baskets[kind] = taken.length;
    share += 0.35;
  }
  onProgress?.(1, "Done");
  return { products: popularity.size, baskets };
}

/** The distinct products of each session; without a session, of each shopper's day. */
async function readBaskets(
  pool: Pool,
  workspaceId: string,
  kinds: readonly InteractionKind[],
): Promise<readonly Basket[]> {
  const baskets: Basket[] = [];
  const pages = streamRows<{ items: string[] }>(
    pool,
    `select array_agg(distinct product_id) as items from interaction
     where workspace_id = $1 and kind = any($2) and coalesce(session_id, shopper_id) is not null
     group by coalesce(session_id, shopper_id || ' ' || (at at time zone 'UTC')::date)`,
    [workspaceId, kinds.map((kind) => kindNumbers[kind])],
  );
  for await (const page of pages) for (const { items } of page) baskets.push({ items });
  return baskets;
}
