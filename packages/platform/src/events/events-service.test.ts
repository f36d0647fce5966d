import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CatalogueStore } from "../catalogue/catalogue-store.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { positionNow } from "./counted-position.ts";
import { EventStore } from "./event-store.ts";
import { conformanceNow, eventsConformance } from "./events-conformance.ts";
import { EventsService } from "./events-service.ts";
import { HistoryReader } from "./history-reader.ts";
import { buildPopularity } from "./popularity-builder.ts";
import { PopularityIndex } from "./popularity-index.ts";
import { PostgresEvents } from "./postgres-events.ts";

let database: TestDatabase;
let pool: pg.Pool;
let workspaces = 0;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe("EventsService", () => {
  eventsConformance(async () => {
    const workspace = `served_${++workspaces}`;
    const history = new HistoryReader(pool, workspace);
    const store = new EventStore(pool, { onStored: (ws, shoppers) => history.forget(ws, shoppers) });
    const events = new EventsService(history, () => conformanceNow);
    return {
      events,
      append: (batch) => store.append(workspace, batch),
      upsertProducts: (products) => new CatalogueStore(pool).upsert(workspace, products),
      // Through bytes, as a serving process gets it.
      settled: async () => {
        const index = await buildPopularity(pool, workspace, await positionNow(pool, workspace));
        events.swap({ popularity: PopularityIndex.fromBytes(index.toBytes()) });
      },
    };
  });

  it("swaps what is given and keeps the rest", () => {
    const events = new EventsService(new HistoryReader(pool, "none"), () => conformanceNow);
    const query = { kind: "view", limit: 5 } as const;
    const together = { ...query, seeds: [{ productId: "a", weight: 1 }] };
    expect([events.popular(query), events.together(together)]).toEqual([[], []]);
    events.swap({ popularity: PopularityIndex.of([{ productId: "a", kind: "view", day: 1, count: 2 }], () => null) });
    events.swap({ neighbours: { view: { together: () => [{ id: "b", score: 0.5 }] } } });
    expect(events.popular(query)).toEqual([{ id: "a", score: 2 }]);
    expect(events.together(together)).toEqual([{ id: "b", score: 0.5 }]);
    expect(events.together({ ...together, kind: "cart" })).toEqual([]);
  });
});

it("goes on answering by the old popularity while the new one is ranked", async () => {
  const events = new EventsService(new HistoryReader(pool, "none"), () => conformanceNow);
  const index = (id: string) => PopularityIndex.of([{ productId: id, kind: "view", day: 1, count: 2 }], () => null);
  const query = { kind: "view", limit: 5 } as const;
  await events.swapPopularity(index("a"));
  expect(events.popular(query)).toEqual([{ id: "a", score: 2 }]);
  const swapped = events.swapPopularity(index("b"));
  expect(events.popular(query)).toEqual([{ id: "a", score: 2 }]);
  await swapped;
  expect(events.popular(query)).toEqual([{ id: "b", score: 2 }]);
});

describe("PostgresEvents", () => {
  eventsConformance(async () => {
    const workspace = `direct_${++workspaces}`;
    const store = new EventStore(pool);
    return {
      events: new PostgresEvents(pool, workspace, () => conformanceNow),
      append: (batch) => store.append(workspace, batch),
      upsertProducts: (products) => new CatalogueStore(pool).upsert(workspace, products),
      settled: async () => {},
    };
  });
});
