import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { ImportReport } from "@aisle/app/imports/import-report";
import type { Job } from "@aisle/contracts/job";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";

let jobs: TestJobs;

beforeAll(async () => {
  jobs = await startTestJobs();
});
afterAll(() => jobs?.stop());

type Report = ImportReport & { readonly notes: readonly string[] };
const reportOf = (job: Job) => (job.result as unknown as { readonly import: Report }).import;
const rows = async (text: string) => (await jobs.home.pool.query(text, [testWorkspace])).rows;

describe("a catalogue", () => {
  const good = (i: number) => `g${i},Tent ${i},${i}.50,EUR,${i % 5}`;
  const bad = [
    "b1,,1.00,EUR,1",
    ",No id,1.00,EUR,1",
    "b2,Bad price,cheap,EUR,1",
    "g1,Twice,1.00,EUR,1",
    'b3,"Two\nlines",x,EUR,1',
  ];
  const lines = [...Array.from({ length: 3000 }, (_, i) => good(i)), ...Array.from({ length: 200 }, () => bad).flat()];
  const file = `id,title,price,currency,stock\n${lines.join("\n")}\n`;

  it("stores the good rows and reports every other one", async () => {
    const job = await jobs.import("catalog", "shop.csv", file);
    expect(job.state).toBe("completed");
    const report = reportOf(job);
    expect(report).toMatchObject({
      read: 4000,
      stored: 3000,
      rejected: 1000,
      stopped: null,
      counts: { inserted: 3000 },
    });
    expect(report.rejectedRows).toHaveLength(100);
    expect(await jobs.shop.catalogue.count(testWorkspace)).toBe(3000);
    expect(await rows("select price, currency from product where workspace_id = $1 and id = 'g7'")).toEqual([
      { price: 750, currency: "EUR" },
    ]);
    const text = await readFile(jobs.uploads.rejectedPath(job.uploadId), "utf8");
    const storedLines = text.trimEnd().split("\n");
    expect(storedLines[0]).toBe("line,reason,row");
    expect(storedLines).toHaveLength(1001);
    expect(storedLines[1]).toMatch(/^3002,".*title.*","b1,,1\.00,EUR,1"$/);
    expect(new Set(storedLines.slice(1).map((line) => line.split(",")[0])).size).toBe(1000);
    // What has been imported is not stored a second time.
    expect(existsSync(jobs.uploads.path(job.uploadId))).toBe(false);
  });

  it("changes nothing when the same file comes again", async () => {
    const before = await rows("select id, seq from product where workspace_id = $1 order by id");
    expect(reportOf(await jobs.import("catalog", "shop.csv.gz", gzipSync(file)))).toMatchObject({
      stored: 3000,
      counts: { inserted: 0, updated: 0, unchanged: 3000 },
    });
    expect(await rows("select id, seq from product where workspace_id = $1 order by id")).toEqual(before);
  });

  it("takes a whole-file mistake back with what to do, and is not tried again", async () => {
    for (const [content, failure] of [
      ["", /^import\./],
      ["colour,size\nred,5\n", /^import\.columns: .*(id|title)/],
      [Buffer.from("id,title\n1,Caf\xe9\n", "latin1"), /^import\.encoding: /],
      [Buffer.from([0x1f, 0x8b, 1, 2, 3]), /^import\.unreadable: /],
    ] as const) {
      const job = await jobs.import("catalog", "odd.csv", content);
      expect([job.state, job.attempts]).toEqual(["failed", 1]);
      expect(job.failure).toMatch(failure);
    }
    const { failure } = await jobs.import("catalog", "x.csv", "id,title\n1,A\n", { "--currency": "euro" });
    expect(failure).toMatch(/^request\.invalid: --currency: an ISO 4217 code/);
    expect((await jobs.import("catalog", "x.csv", "id,title\n1,A\n", { title: "nowhere" })).failure).toMatch(
      /^import\.columns: .*nowhere/,
    );
  });

  it("reports damage in the middle, and keeps what stood before it", async () => {
    const half = Buffer.concat([
      Buffer.from("id,title\nh1,Whole\nh2,Whole\n"),
      Buffer.from([0x68, 0x33, 0x2c, 0xff, 0x0a]),
    ]);
    const report = reportOf(await jobs.import("catalog", "half.csv", half));
    expect(report.stored).toBe(2);
    expect(report.stopped ?? report.rejectedRows[0]).toBeTruthy();
    const cut = reportOf(await jobs.import("catalog", "cut.csv", 'id,title\nc1,Whole\nc2,"never closed'));
    expect(cut.stored).toBeGreaterThanOrEqual(1);
    expect(cut.stored + cut.rejected).toBe(cut.read);
    expect(
      await rows("select id from product where workspace_id = $1 and id in ('h1','h2','c1') order by id"),
    ).toHaveLength(3);
  });

  it("is searchable in the end", async () => {
    await jobs.idle();
    const [collection] = await rows("select status, count from collection where workspace_id = $1");
    expect(collection).toMatchObject({ status: "ready", count: await jobs.shop.catalogue.count(testWorkspace) });
  });

  it("says that an upload is gone", async () => {
    const payload = {
      workspaceId: testWorkspace,
      kind: "catalog",
      uploadId: `up_${"0".repeat(32)}`,
      fileName: "a.csv",
      map: "{}",
    };
    expect((await jobs.run("import", payload)).failure).toMatch(/^import\.unreadable: .*send it again/);
  });
});

describe("events and stock", () => {
  const event = (id: string, product: string) =>
    JSON.stringify({
      messageId: id,
      event: "Product Viewed",
      userId: "u1",
      timestamp: new Date().toISOString(),
      properties: { product_id: product },
    });

  it("takes events once, counts them, and reports those it cannot take", async () => {
    const file = `${[event("e1", "g1"), event("e2", "g2"), "{broken", JSON.stringify({ messageId: "e3", event: "Product Viewed" })].join("\n")}\n`;
    const first = await jobs.import("events", "events.jsonl", file);
    expect(reportOf(first)).toMatchObject({ read: 4, stored: 2, rejected: 2 });
    expect(reportOf(await jobs.import("events", "events.jsonl", file))).toMatchObject({ stored: 2, rejected: 2 });
    expect(await rows("select product_id from interaction where workspace_id = $1 order by 1")).toEqual([
      { product_id: "g1" },
      { product_id: "g2" },
    ]);
    await jobs.idle();
    expect(await rows("select distinct name from artefact where workspace_id = $1 order by 1")).toEqual([
      { name: "popularity" },
      { name: "together.purchase" },
      { name: "together.view" },
    ]);
  });

  it("sets stock of known products and reports the others", async () => {
    const report = reportOf(await jobs.import("stock", "stock.csv", "sku,qty\ng1,0\ng2,17\nnobody,4\ng3,many\n"));
    expect(report).toMatchObject({ read: 4, stored: 2, rejected: 2 });
    expect(
      await rows(
        "select product_id, stock from live_stock where workspace_id = $1 and product_id in ('g1','g2') order by 1",
      ),
    ).toEqual([
      { product_id: "g1", stock: 0 },
      { product_id: "g2", stock: 17 },
    ]);
  });
});

describe("cancelling", () => {
  const large = `id,title\n${Array.from({ length: 300_000 }, (_, i) => `x${i},Tent number ${i}`).join("\n")}\n`;

  it("stops a running import between two batches; what was stored stays", async () => {
    const { jobId } = await jobs.addImport("catalog", "large.csv", large);
    await vi.waitFor(async () => expect((await jobs.queue.get(jobId))?.progress.share).toBeGreaterThan(0), {
      timeout: 20_000,
      interval: 20,
    });
    expect(await jobs.queue.cancel(jobId)).toBe(true);
    const job = await jobs.ended(jobId);
    expect(job.state).toBe("cancelled");
    const [{ n }] = (await rows("select count(*)::int as n from product where workspace_id = $1 and id like 'x%'")) as [
      { n: number },
    ];
    expect(n).toBeGreaterThan(0);
    expect(n).toBeLessThan(300_000);
    expect(n % 2000).toBe(0);
    expect(await jobs.queue.cancel(jobId)).toBe(false);
  });

  it("takes a waiting one away", async () => {
    const jobId = await jobs.queue.add("index-events", { workspaceId: testWorkspace }, { delayMs: 60_000 });
    expect(await jobs.queue.cancel(jobId)).toBe(true);
    expect(await jobs.queue.get(jobId)).toBeUndefined();
  });
});
