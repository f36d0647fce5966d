import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBlobStore } from "../blobs/blob-store.ts";
import { hasUncounted, positionNow } from "../events/counted-position.ts";
import { EventStore } from "../events/event-store.ts";
import { buildPopularity } from "../events/popularity-builder.ts";
import { PopularityIndex } from "../events/popularity-index.ts";
import { createPool } from "../postgres/pool.ts";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { setWorkspaceTimeZone } from "../workspaces/workspace-settings.ts";
import { ArtefactStore } from "./artefact-store.ts";
import { indexEvents, popularityArtefact } from "./index-events.ts";

let database: TestDatabase;
let pool: Pool;
let cache: string;
let artefacts: ArtefactStore;
let workspaceId: string;
let workspaces = 0;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 6 });
  cache = await mkdtemp(join(tmpdir(), "aisle-index-events-"));
  artefacts = new ArtefactStore(pool, openBlobStore(pool, cache));
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
  await rm(cache, { recursive: true, force: true });
});
beforeEach(() => {
  workspaceId = `ws_${workspaces++}`;
});

const dayMs = 86_400_000;
const kinds = ["view", "cart", "purchase"] as const;
const event = (productId: string, kind: (typeof kinds)[number], daysAgo: number) => ({
  messageId: randomUUID(),
  at: Date.now() - daysAgo * dayMs,
  type: "track",
  shopperId: `s${daysAgo % 3}`,
  payload: {},
  interactions: [{ productId, kind, quantity: 1 }],
});
const append = (...events: ReturnType<typeof event>[]) => new EventStore(pool).append(workspaceId, events);
const index = () => indexEvents({ pool, workspaceId, artefacts });
const stored = async () =>
  (await artefacts.bytes((await artefacts.newestOf(workspaceId, popularityArtefact))!.blobHash))!;
const recounted = async () =>
  (await buildPopularity(pool, workspaceId, await positionNow(pool, workspaceId))).toBytes();
const expectExact = async () => expect(Buffer.compare(await stored(), await recounted())).toBe(0);

describe("indexEvents", () => {
  it("counts only what was added, and the result equals a recount byte for byte", async () => {
    const batch = fc.array(
      fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom(...kinds), fc.integer({ min: 0, max: 9 })),
      { maxLength: 8 },
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
        workspaceId = `property_${runs++}`;
        for (const [round, some] of batches.entries()) {
          await append(...some.map((one) => event(...one)));
          expect((await index()).recounted).toBe(round === 0);
          await expectExact();
        }
      }),
      { numRuns: 8 },
    );
  });

  it("counts once what a transaction commits late, in between others", async () => {
    await append(event("a", "view", 1));
    const late = await pool.connect();
    try {
      await late.query("begin");
      await late.query("insert into interaction (workspace_id, at, kind, product_id) values ($1, now(), 0, 'late')", [
        workspaceId,
      ]);
      await append(event("b", "view", 1));
      await index();
      expect((await index()).products).toBe(2);
      await late.query("commit");
    } finally {
      late.release();
    }
    expect(await index()).toMatchObject({ products: 3, recounted: false });
    await expectExact();
    await index();
    await expectExact();
  });

  it("leaves what was taken out of the catalogue no place among what is popular, until it is back", async () => {
    const out = "update product set deleted_at = now() where workspace_id = $1 and id like 'demo-%'";
    const back = "update product set deleted_at = null where workspace_id = $1";
    await pool.query(
      `insert into product (workspace_id, id, title, category, seq)
       select $1, id, id, category, nextval('product_seq_seq')
       from (values ('demo-1', 'Tents'), ('demo-2', null), ('own', 'Tents')) p(id, category)`,
      [workspaceId],
    );
    await append(...["demo-1", "demo-2", "demo-1", "demo-2", "own"].map((id) => event(id, "purchase", 1)));
    const popular = async (category?: string) => {
      await index();
      await expectExact();
      const query = { kind: "purchase", limit: 2, ...(category !== undefined && { category }) } as const;
      const hits = PopularityIndex.fromBytes(await stored()).popular(query, Date.now());
      return hits.map(({ id }) => id).sort();
    };
    expect(await popular()).toEqual(["demo-1", "demo-2"]);
    await pool.query(out, [workspaceId]);
    expect(await popular()).toEqual(["own"]);
    expect(await popular("Tents")).toEqual(["own"]);
    await pool.query(back, [workspaceId]);
    expect(await popular("Tents")).toEqual(["demo-1", "own"]);
  });

  it("counts everything again after interactions were removed, also while an index was being made", async () => {
    await append(event("a", "view", 1), event("b", "purchase", 1));
    const before = await positionNow(pool, workspaceId);
    await pool.query("delete from interaction where workspace_id = $1 and product_id = 'a'", [workspaceId]);
    // As if the run had read its position before the removal, and its rows before it too.
    const old = await buildPopularity(pool, workspaceId, before);
    await artefacts.publish(workspaceId, popularityArtefact, old.toBytes(), { ...before });
    expect(await hasUncounted(pool, workspaceId, { ...before })).toBe(true);
    expect(await index()).toMatchObject({ products: 1, recounted: true });
    await expectExact();
  });

  it("counts everything again when what it counted is damaged, of the first version, or of another server", async () => {
    await append(event("a", "view", 1));
    const now = await positionNow(pool, workspaceId);
    const metas = [{ ...now }, { products: 1 }, { snapshot: "999999999999:999999999999:", removals: now.removals }];
    for (const meta of metas) {
      await artefacts.publish(workspaceId, popularityArtefact, new TextEncoder().encode("damaged"), meta);
      expect((await index()).recounted).toBe(true);
      await expectExact();
    }
  });

  it("counts by days of the workspace's time zone, everything again when it is set to another one", async () => {
    await pool.query("insert into workspace (id, name, time_zone) values ($1, $1, 'Pacific/Auckland')", [workspaceId]);
    const at = (productId: string, time: string) => ({ ...event(productId, "view", 0), at: Date.parse(time) });
    // Midnight is in between in Auckland, and not in UTC.
    await append(at("a", "2026-11-20T10:30:00Z"), at("b", "2026-11-20T11:30:00Z"));
    const scores = async () =>
      PopularityIndex.fromBytes(await stored())
        .popular({ kind: "view", halfLifeDays: 1, limit: 2 }, Date.parse("2026-11-20T12:00:00Z"))
        .map(({ id, score }) => `${id} ${score}`)
        .sort();
    await index();
    expect(await scores()).toEqual(["a 0.5", "b 1"]);
    await append(at("b", "2026-11-20T11:40:00Z"));
    expect((await index()).recounted).toBe(false);
    await expectExact();
    await setWorkspaceTimeZone(pool, { workspaceId, userId: null, via: "command" }, "Europe/Berlin");
    await append(at("a", "2026-11-20T11:40:00Z"));
    expect((await index()).recounted).toBe(true);
    expect(await scores()).toEqual(["a 2", "b 2"]);
    await expectExact();
  });

  it("counts rows that were copied from a server whose transactions are ahead", async () => {
    await append(event("a", "view", 1));
    await index();
    await pool.query(
      "insert into interaction (workspace_id, at, kind, product_id, written_by) values ($1, now(), 0, 'copied', 99999999999)",
      [workspaceId],
    );
    await index();
    expect(await index()).toMatchObject({ products: 2, recounted: false });
    await expectExact();
  });

  it("says whether there is anything to count", async () => {
    const meta = async () => (await artefacts.newestOf(workspaceId, popularityArtefact))?.meta;
    expect(await hasUncounted(pool, workspaceId, await meta())).toBe(false);
    await append(event("a", "view", 1));
    expect(await hasUncounted(pool, workspaceId, await meta())).toBe(true);
    await index();
    expect(await hasUncounted(pool, workspaceId, await meta())).toBe(false);
  });

  it("finds neighbours again only once enough was added", async () => {
    await append(...Array.from({ length: 100 }, (_, i) => event(`p${i % 10}`, "view", i % 7)));
    expect((await index()).baskets).toHaveProperty("view");
    await append(event("p1", "view", 1));
    expect((await index()).baskets).toEqual({});
    await append(event("p2", "view", 1), event("p3", "view", 2));
    expect((await index()).baskets).toHaveProperty("view");
  });
});
