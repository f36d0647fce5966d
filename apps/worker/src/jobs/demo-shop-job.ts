import type { DemoEvent } from "@aisle/app/demo-shop/demo-events";
import { demoShop } from "@aisle/app/demo-shop/demo-shop";
import { eventNames } from "@aisle/app/imports/event-names";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { Event } from "@aisle/contracts/event";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { DemoShopStore, demoShopReadyShare } from "@aisle/platform/catalogue/demo-shop-store";
import { EventStore } from "@aisle/platform/events/event-store";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import type { Json } from "@aisle/runtime/json";
import { makeDemoExperiments } from "./demo-experiments/make-demo-experiments.ts";
import { indexCatalogueJob } from "./index-jobs.ts";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

const batch = 2_000;

/**
 * Makes the demo shop of a workspace that wants it: products, a month of events, the indexes of both, and some past experiments. Running
 * it again changes nothing. Set aside meanwhile it is made whole and stays aside, and deleted meanwhile nothing of it remains. `secret`
 * makes the tokens of the decision log.
 */
export function demoShopJob(deps: JobDeps, secret: string): JobHandlers<AisleJobs>["demo-shop"] {
  return async ({ workspaceId }, job) => {
    const progress = throttled(job.progress);
    const demo = new DemoShopStore(deps.pool);
    // Whole days, so that a second run on the same day gives the same events.
    const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    const shop = demoShop(today);
    progress(0.02, `${shop.products.length} products`);
    const catalogue = new CatalogueStore(deps.pool);
    await catalogue.upsert(
      workspaceId,
      shop.products.map(({ appeal: _appeal, ...product }) => product),
      { demo: true },
    );
    const made = await demo.productIds(workspaceId);
    const goesOn = async () => {
      job.signal.throwIfAborted();
      return demo.isInUse(workspaceId);
    };
    const events = await storeEvents(new EventStore(deps.pool), workspaceId, eventsOf(shop, made), goesOn, (count) =>
      progress(0.05 + 0.2 * Math.min(1, count / 60_000), `${count} events`),
    );
    await demo.removeRest(workspaceId);
    await deps.workspaces.indexEvents(workspaceId, { signal: job.signal });
    await indexCatalogueJob(deps)(
      { workspaceId },
      { ...job, progress: async (share, note) => progress(0.3 + 0.65 * share, note ?? "") },
    );
    await job.progress(demoShopReadyShare, "Past experiments");
    const products = shop.products.filter(({ id }) => made.has(id));
    const experiments = await makeDemoExperiments(deps, { workspaceId, secret, products, today, goesOn });
    await demo.removeRest(workspaceId);
    progress(1, "Done");
    return { demoShop: { products: made.size, events, experiments } } as Json;
  };
}

/** The events of products that are the demo shop's: a shop's own product of the same id gets none of them. */
function* eventsOf(shop: ReturnType<typeof demoShop>, made: ReadonlySet<string>): Generator<DemoEvent> {
  for (const event of shop.events()) if (made.has(event.productId)) yield event;
}

async function storeEvents(
  store: EventStore,
  workspaceId: string,
  events: Iterable<DemoEvent>,
  goesOn: () => Promise<boolean>,
  onProgress: (count: number) => void,
): Promise<number> {
  let count = 0;
  let waiting: Event[] = [];
  const flush = async () => {
    await store.append(workspaceId, waiting);
    count += waiting.length;
    waiting = [];
    onProgress(count);
  };
  for (const event of events) {
    waiting.push(recordOf(event));
    if (waiting.length < batch) continue;
    if (!(await goesOn())) return count;
    await flush();
  }
  if (await goesOn()) await flush();
  return count;
}

function recordOf({ messageId, at, kind, shopperId, sessionId, productId, quantity, value }: DemoEvent): Event {
  return {
    messageId,
    at,
    type: "track",
    name: eventNames[kind],
    shopperId,
    sessionId,
    payload: {
      type: "track",
      event: eventNames[kind],
      messageId,
      properties: { product_id: productId, quantity, value: value / 100 },
    },
    demo: true,
    interactions: [{ productId, kind, quantity, valueMinor: value, currency: "EUR" }],
  };
}
