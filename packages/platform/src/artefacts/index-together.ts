import { saveItemNeighbours } from "@aisle/learn/covisitation/item-neighbours";
import { type Basket, trainItemNeighbours } from "@aisle/learn/covisitation/train-item-neighbours";
import type { Json } from "@aisle/runtime/json";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Pool } from "pg";
import { type CountedPosition, positionIn, writtenBetween } from "../events/counted-position.ts";
import { kindNumbers } from "../events/interaction-kinds.ts";
import { streamRows } from "../events/stream-rows.ts";
import { databaseTimeZone } from "../workspaces/workspace-settings.ts";
import type { ArtefactStore, NewestArtefact } from "./artefact-store.ts";

/** What is viewed together: a session's views and what became of them. What is bought together: one order. */
const togetherKinds = {
  view: ["view", "cart", "purchase"],
  purchase: ["purchase"],
} as const satisfies { readonly [kind: string]: readonly InteractionKind[] };

/**
 * Neighbours are found from all baskets at once: one more basket changes the similarity of many pairs. So they are found
 * again once this share was added, or after an hour: the work grows with the log, not with the log times the minutes.
 */
const worthwhileShare = 0.02;
const maxWaitMs = 3_600_000;

/** The artefact of what goes together by a kind of interaction. */
export const neighboursArtefact = (kind: InteractionKind) => `together.${kind}`;

interface TogetherDeps {
  readonly pool: Pool;
  readonly workspaceId: string;
  readonly artefacts: ArtefactStore;
}

/** Finds which products go together, where enough was added since the last time; the number of baskets if so. */
export async function indexTogether(
  { pool, workspaceId, artefacts }: TogetherDeps,
  kind: keyof typeof togetherKinds,
  now: CountedPosition,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const kinds = togetherKinds[kind].map((name) => kindNumbers[name]);
  const last = await artefacts.newestOf(workspaceId, neighboursArtefact(kind));
  if (!(await isWorthwhile(pool, workspaceId, kinds, now, last))) return undefined;
  const { sql, values } = writtenBetween(undefined, now, 4);
  const baskets: Basket[] = [];
  let interactions = 0;
  const pages = streamRows<{ items: string[]; interactions: number }>(
    pool,
    `select array_agg(distinct product_id) as items, count(*)::int as interactions from interaction
     where workspace_id = $1 and kind = any($2) and ${sql} and coalesce(session_id, shopper_id) is not null
     group by coalesce(session_id, shopper_id || ' ' || (at at time zone $3)::date)`,
    [workspaceId, kinds, await databaseTimeZone(pool, workspaceId), ...values],
  );
  for await (const page of pages)
    for (const { items, interactions: count } of page) {
      baskets.push({ items });
      interactions += count;
    }
  const model = trainItemNeighbours(baskets, {}, signal === undefined ? {} : { signal });
  const meta = { items: model.size, interactions, ...now };
  await artefacts.publish(workspaceId, neighboursArtefact(kind), saveItemNeighbours(model), meta);
  return baskets.length;
}

async function isWorthwhile(
  pool: Pool,
  workspaceId: string,
  kinds: readonly number[],
  now: CountedPosition,
  last: NewestArtefact | undefined,
): Promise<boolean> {
  const position = positionIn(last?.meta, now);
  if (last === undefined || position === undefined) return true;
  const trainedOn = Number((last.meta as { readonly [key: string]: Json }).interactions ?? 0);
  const { sql, values } = writtenBetween(position, now, 3);
  const found = await pool.query<{ added: number }>(
    `select count(*)::int as added from interaction
     where workspace_id = $1 and kind = any($2) and ${sql}
       and coalesce(session_id, shopper_id) is not null`,
    [workspaceId, kinds, ...values],
  );
  const added = found.rows[0]!.added;
  if (added === 0) return false;
  return added >= worthwhileShare * trainedOn || Date.now() - last.createdAt.getTime() > maxWaitMs;
}
