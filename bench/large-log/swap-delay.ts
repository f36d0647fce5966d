import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { ArtefactStore } from "@aisle/platform/artefacts/artefact-store";
import { EventArtefactLoader } from "@aisle/platform/artefacts/event-artefact-loader";
import { indexEventsInThread } from "@aisle/platform/artefacts/index-events-in-thread";
import { ThreadArtefactSource } from "@aisle/platform/artefacts/load-in-thread";
import { openBlobStore } from "@aisle/platform/blobs/blob-store";
import { EventsService } from "@aisle/platform/events/events-service";
import { HistoryReader } from "@aisle/platform/events/history-reader";
import { startEmbeddedPostgres } from "@aisle/platform/postgres/embedded-postgres";
import { migrate } from "@aisle/platform/postgres/migrate";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";

/** How long a serving process stands still while it takes newer artefacts of events, and how long counting takes. */
export interface SwapDelay {
  readonly products: number;
  readonly interactions: number;
  /**
   * Longest delay of the event loop while artefacts are loaded and swapped under queries, worst of all rounds, without the
   * time in which the thread was ready and another program had its core (Linux says so; elsewhere nothing is left out).
   */
  readonly swapLoopDelayMs: number;
  readonly swapLoopDelayMedianMs: number;
  /** The same without a swap: what the queries add. */
  readonly quietLoopDelayMs: number;
  /** The worst by the clock, whoever had the core, with a swap and without one. */
  readonly swapClockDelayMs: number;
  readonly quietClockDelayMs: number;
  readonly firstCountSeconds: number;
  /** Counting after one more event, median. */
  readonly nextCountSeconds: number;
}

const workspaceId = "ws_bench";
const rounds = 9;
const resolutionMs = 1;
const afterSwapMs = 400;

export async function swapDelay({ products = 100_000, interactions = 1_000_000 } = {}): Promise<SwapDelay> {
  const home = mkdtempSync(join(tmpdir(), "aisle-swap-"));
  // The database's OS user must be able to enter it.
  chmodSync(home, 0o755);
  const postgres = await startEmbeddedPostgres({ dir: join(home, "postgres"), throwaway: true });
  try {
    const databaseUrl = await postgres.ensureDatabase("aisle");
    await migrate(databaseUrl);
    const pool = createPool(databaseUrl);
    const blobCache = join(home, "blobs");
    const source = new ThreadArtefactSource({ databaseUrl, blobCache });
    try {
      await fill(pool, products, interactions);
      const events = new EventsService(new HistoryReader(pool, workspaceId));
      const artefacts = new ArtefactStore(pool, openBlobStore(pool, blobCache));
      const loader = new EventArtefactLoader(artefacts, workspaceId, events, source);
      const count = () => seconds(() => indexEventsInThread({ databaseUrl, blobCache, workspaceId }));
      const firstCountSeconds = await count();
      await loader.refresh();
      const swaps: LoopDelay[] = [];
      const quiet: LoopDelay[] = [];
      const counting: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await addOne(pool, round);
        counting.push(await count());
        quiet.push(await loopDelay(events, async () => sleep(100)));
        swaps.push(await loopDelay(events, () => loader.refresh()));
      }
      return {
        products,
        interactions,
        swapLoopDelayMs: worst(swaps, "ownMs"),
        swapLoopDelayMedianMs: tenths(median(swaps.map(({ ownMs }) => ownMs))),
        quietLoopDelayMs: worst(quiet, "ownMs"),
        swapClockDelayMs: worst(swaps, "clockMs"),
        quietClockDelayMs: worst(quiet, "clockMs"),
        firstCountSeconds: tenths(firstCountSeconds),
        nextCountSeconds: tenths(median(counting)),
      };
    } finally {
      await source.close();
      await pool.end();
    }
  } finally {
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Products in 40 categories; interactions over 60 days, most of them with few products, in sessions of five. */
async function fill(pool: Pool, products: number, interactions: number): Promise<void> {
  await pool.query("insert into workspace (id, name) values ($1, $1)", [workspaceId]);
  await pool.query(
    `insert into product (workspace_id, id, title, category)
     select $1, 'product-' || n, 'Product ' || n, 'Department ' || n % 8 || ' > Shelf ' || n % 40
     from generate_series(0, $2::int - 1) as n`,
    [workspaceId, products],
  );
  await pool.query(
    `insert into interaction (workspace_id, shopper_id, at, kind, product_id, session_id)
     select $1, 'shopper-' || n / 5 % 50000, now() - (n % 60) * interval '1 day', (n % 10 > 6)::int + (n % 10 > 8)::int,
       'product-' || floor($2::int * power(hashint4(n::int)::float8 / 4294967296 + 0.5, 1.5))::int, 'session-' || n / 5
     from generate_series(0, $3::int - 1) as n`,
    [workspaceId, products, interactions],
  );
  await pool.query("analyze");
}

async function addOne(pool: Pool, round: number): Promise<void> {
  await pool.query(
    `insert into interaction (workspace_id, shopper_id, at, kind, product_id, session_id)
     values ($1, 'shopper-1', now(), 0, 'product-1', $2)`,
    [workspaceId, `session-new-${round}`],
  );
}

/** Longest delays of the event loop in milliseconds: by the clock, and without waiting for a core. */
interface LoopDelay {
  readonly clockMs: number;
  readonly ownMs: number;
}

/** Delays of this event loop while work is done and for a moment after it, under queries. */
async function loopDelay(events: EventsService, work: () => Promise<unknown>): Promise<LoopDelay> {
  let asked = 0;
  const asking = setInterval(() => ask(events, asked++), 5);
  await sleep(50);
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let ownMs = 0;
  let [last, waited] = [performance.now(), waitedForCoreMs()];
  const watching = setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedForCoreMs()];
    ownMs = Math.max(ownMs, now - last - (waitedNow - waited) - resolutionMs);
    [last, waited] = [now, waitedNow];
  }, resolutionMs);
  await work();
  await sleep(afterSwapMs);
  histogram.disable();
  clearInterval(watching);
  clearInterval(asking);
  return { clockMs: Math.max(0, histogram.max / 1e6 - resolutionMs), ownMs };
}

/** How long this process's first thread has been ready to run without a core, in all. */
function waitedForCoreMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** The queries of a home page and of a product page. */
function ask(events: EventsService, turn: number): void {
  const kind = (["view", "cart", "purchase"] as const)[turn % 3]!;
  events.popular({ kind, limit: 24, halfLifeDays: 7, category: `Department ${turn % 8}` });
  events.popular({ kind: "view", limit: 24, halfLifeDays: 14 });
  events.together({ kind: "view", limit: 24, seeds: [{ productId: `product-${turn}`, weight: 1 }] });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const worst = (delays: readonly LoopDelay[], which: keyof LoopDelay) =>
  tenths(Math.max(...delays.map((delay) => delay[which])));
const tenths = (value: number) => Math.round(value * 10) / 10;
