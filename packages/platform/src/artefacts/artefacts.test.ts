import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openBlobStore } from "../blobs/blob-store.ts";
import { EventStore } from "../events/event-store.ts";
import { EventsService } from "../events/events-service.ts";
import { HistoryReader } from "../events/history-reader.ts";
import { createPool, type Pool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { ArtefactStore } from "./artefact-store.ts";
import { EventArtefactLoader } from "./event-artefact-loader.ts";
import { indexEvents } from "./index-events.ts";
import type { ArtefactSource } from "./load-artefact.ts";
import { ownThreadSource } from "./load-in-thread.ts";

let database: TestDatabase;
let pool: Pool;
let cache: string;
let artefacts: ArtefactStore;
let source: ArtefactSource;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 6 });
  cache = await mkdtemp(join(tmpdir(), "aisle-artefacts-"));
  const blobs = openBlobStore(pool, cache);
  artefacts = new ArtefactStore(pool, blobs);
  source = ownThreadSource(blobs);
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
  await rm(cache, { recursive: true, force: true });
});
beforeEach(async () => {
  await pool.query("truncate artefact, blob");
});

const bytes = (text: string) => new TextEncoder().encode(text);
const newest = async (name: string, workspaceId = "ws") => {
  const row = (await artefacts.newest(workspaceId)).find((artefact) => artefact.name === name);
  const found = row === undefined ? undefined : await artefacts.bytes(row.blobHash);
  return found === undefined ? undefined : { version: row!.version, text: new TextDecoder().decode(found) };
};

it("gives the newest version of each name, and keeps no more than two", async () => {
  for (const text of ["one", "two", "three", "four"]) await artefacts.publish("ws", "model", bytes(text));
  await artefacts.publish("ws", "other", bytes("else"));
  expect(await newest("model")).toEqual({ version: 4, text: "four" });
  expect(await newest("other")).toEqual({ version: 1, text: "else" });
  const { rows } = await pool.query("select version from artefact where name = 'model' order by version");
  expect(rows).toEqual([{ version: 3 }, { version: 4 }]);
  expect((await pool.query("select count(*)::int as n from blob")).rows).toEqual([{ n: 3 }]);
});

it("keeps bytes that another name or workspace still uses", async () => {
  await artefacts.publish("ws_b", "model", bytes("shared"));
  for (const text of ["shared", "x", "y"]) await artefacts.publish("ws", "model", bytes(text));
  expect(await newest("model", "ws_b")).toEqual({ version: 1, text: "shared" });
});

it("numbers versions that come at once, and loses none", async () => {
  for (let round = 1; round <= 10; round++) {
    await Promise.all(Array.from({ length: 6 }, (_, i) => artefacts.publish("ws", "model", bytes(`${round} ${i}`))));
    expect(await newest("model")).toMatchObject({ version: 6 * round, text: expect.stringMatching(`^${round} `) });
  }
});

it("counts events into artefacts that a serving process loads", async () => {
  const at = Date.now() - 60_000;
  const bought = (shopperId: string, productIds: readonly string[]) => ({
    messageId: `${shopperId}-order`,
    at,
    type: "track",
    name: "Order Completed",
    shopperId,
    sessionId: `${shopperId}-session`,
    payload: {},
    interactions: productIds.map((productId) => ({ productId, kind: "purchase" as const, quantity: 1 })),
  });
  const orders = ["s1", "s2", "s3", "s4", "s5", "s6"].map((shopper) => bought(shopper, ["tent", "poles"]));
  await new EventStore(pool).append("ws", [...orders, bought("s7", ["stove"])]);
  await indexEvents({ pool, workspaceId: "ws", artefacts });
  const service = new EventsService(new HistoryReader(pool, "ws"));
  const loader = new EventArtefactLoader(artefacts, "ws", service, source);
  await loader.refresh();
  const popular = await service.popular({ kind: "purchase", halfLifeDays: 30, limit: 10 });
  expect(popular.map(({ id }) => id).sort()).toEqual(["poles", "stove", "tent"]);
  expect(popular.at(-1)?.id).toBe("stove");
  const other = new EventsService(new HistoryReader(pool, "ws_b"));
  await new EventArtefactLoader(artefacts, "ws_b", other, source).refresh();
  expect(await other.popular({ kind: "purchase", halfLifeDays: 30, limit: 10 })).toEqual([]);
});
