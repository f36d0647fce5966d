import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import { LogGenerator, type LoggedEndpoint } from "./large-log/generate-log.ts";
import { type PageIds, type StudioPage, studioPages } from "./large-log/page-calls.ts";
import { swapDelay } from "./large-log/swap-delay.ts";
import { option } from "./learn/csv-table.ts";
import { fiveStepGraph } from "./serving/five-step-graph.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const slugs = ["home", "search", "similar"];
const rounds = 20;
const dayMs = 86_400_000;

interface PageTimes {
  readonly name: string;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * How fast every page of the studio answers a signed-in person over a month's log of 3 million decisions and 10 million
 * events, and how that grows from a third of it. A page's time ends with the last of the calls that it makes at once.
 * Then how long serving processes stand still for what is made of it. Options: `--scale N`, a share of those numbers (0.02
 * takes minutes), `--decisions`, `--events`, `--products`, `--interactions`.
 */
export async function bench(args: string[]) {
  const scale = Number(option(args, "scale") ?? 1);
  const size = (name: string, full: number) => Math.ceil(Number(option(args, name) ?? full * scale));
  const full = {
    decisions: size("decisions", 3_000_000),
    events: size("events", 10_000_000),
    products: size("products", 100_000),
  };
  const swap = await swapDelay({ products: full.products, interactions: size("interactions", 1_000_000) });
  const aisle = await startAisle({ AISLE_LOG: "error" });
  const pool = createPool(aisle.databaseUrl);
  try {
    const cookie = await aisle.signIn();
    for (const slug of slugs) await aisle.publish(slug, fiveStepGraph);
    const { rows: found } = await pool.query<{ workspace_id: string; pipeline_id: string }>(
      "select workspace_id, pipeline_id from endpoint where slug = $1",
      [slugs[0]],
    );
    const { workspace_id: workspaceId, pipeline_id: pipelineId } = found[0]!;
    const log = new LogGenerator(pool, workspaceId, Date.now());
    await log.products(full.products);
    const endpoints = await loggedEndpoints(aisle);
    const stage = async (share: number): Promise<readonly PageTimes[]> => {
      const started = Date.now();
      await log.events(Math.round(full.events * share));
      await log.decisions(Math.round(full.decisions * share), endpoints);
      // What autovacuum does in time: index-only scans need the visibility map.
      for (const table of ["product", "live_stock", "endpoint_minute"]) await pool.query(`vacuum analyze ${table}`);
      await quiet(pool);
      console.log(`${share === third ? "A third of the log" : "All of it"} after ${seconds(started)} s`);
      const ids = await pageIds(pool, { workspaceId, pipelineId, log });
      return timePages(studioPages(ids), aisle.studioUrl, cookie);
    };
    const third = 1 / 3;
    const before = await stage(third);
    const after = await stage(1 - third);
    for (const [k, page] of after.entries())
      console.log(
        `${page.name.padEnd(36)} p50 ${ms(page.p50Ms)}  p95 ${ms(page.p95Ms)}  at a third ${ms(before[k]!.p95Ms)}`,
      );
    const slowest = worst(after);
    return {
      suite: "large-log",
      figures: {
        decisions: await count(pool, "decision"),
        events: await count(pool, "event"),
        pages: after.length,
        pageP95Ms: slowest.p95Ms,
        slowestPage: slowest.name,
        pageP95MsAtAThird: worst(before).p95Ms,
        slowestFirstMs: Math.max(...after.map((page) => page.firstMs)),
        medianPageP95Ms: median(after.map((page) => page.p95Ms)),
        // What all pages together take, so that one page's chance does not decide.
        growthFromAThird: sum(after) / sum(before),
        ...swap,
        products: full.products,
      },
    };
  } catch (error) {
    console.error(error);
    throw error;
  } finally {
    await pool.end();
    await aisle.stop();
  }
}

async function loggedEndpoints(aisle: RunningAisle): Promise<LoggedEndpoint[]> {
  const rows = await aisle.query<{ slug: string; version: { id: string; number: number } }[]>("endpoints.list");
  return rows.map(({ slug, version }) => ({ slug, versionId: version.id, versionNumber: version.number }));
}

async function pageIds(
  pool: Pool,
  { workspaceId, pipelineId, log }: { workspaceId: string; pipelineId: string; log: LogGenerator },
): Promise<PageIds> {
  const { rows } = await pool.query<{ id: string }>(
    "select id from decision where workspace_id = $1 and endpoint = $2 order by at desc limit 1",
    [workspaceId, slugs[0]],
  );
  const since = log.from + 12 * dayMs;
  return {
    slug: slugs[0]!,
    pipelineId,
    decisionId: rows[0]!.id,
    productId: "product-61",
    pastDay: { since: new Date(since).toISOString(), until: new Date(since + dayMs).toISOString() },
  };
}

/** Waits until no job runs and the database has nothing left to do for one. */
async function quiet(pool: Pool): Promise<void> {
  for (let calm = 0; calm < 5; ) {
    await sleep(1000);
    const { rows } = await pool.query<{ busy: number }>(
      "select count(*)::int as busy from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()",
    );
    calm = rows[0]!.busy === 0 ? calm + 1 : 0;
  }
}

async function timePages(
  pages: readonly StudioPage[],
  studioUrl: string,
  cookie: string,
): Promise<readonly PageTimes[]> {
  const times: PageTimes[] = [];
  for (const { name, calls } of pages) {
    const durations: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await Promise.all(calls(round).map(([procedure, input]) => ask(studioUrl, cookie, procedure, input)));
      durations.push(performance.now() - started);
    }
    const firstMs = durations[0]!;
    durations.sort((a, b) => a - b);
    times.push({ name, firstMs, p50Ms: durations[rounds / 2]!, p95Ms: durations[Math.ceil(0.95 * rounds) - 1]! });
  }
  return times;
}

async function ask(studioUrl: string, cookie: string, procedure: string, input: unknown): Promise<void> {
  const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const response = await fetch(`${studioUrl}/trpc/${procedure}${search}`, {
    headers: { cookie, origin: studioUrl, "sec-fetch-site": "same-origin" },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${procedure}: ${text}`);
}

async function count(pool: Pool, table: "decision" | "event"): Promise<number> {
  return (await pool.query<{ count: number }>(`select count(*)::int as count from ${table}`)).rows[0]!.count;
}

const worst = (pages: readonly PageTimes[]) => pages.reduce((a, b) => (b.p95Ms > a.p95Ms ? b : a));
const sum = (pages: readonly PageTimes[]) => pages.reduce((total, page) => total + page.p50Ms, 0);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const seconds = (since: number) => Math.round((Date.now() - since) / 1000);
const ms = (value: number) => `${value.toFixed(1).padStart(7)} ms`;
