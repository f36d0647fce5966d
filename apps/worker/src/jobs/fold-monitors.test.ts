import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvent } from "@aisle/app/intake/read-event";
import { foldMonitors } from "@aisle/app/monitors/fold/fold-monitors";
import { mergeSegments } from "@aisle/app/monitors/read/merge-segments";
import { hourFromBytes, hourToBytes } from "@aisle/app/monitors/sketch/hour-bytes";
import { HourSketches } from "@aisle/app/monitors/sketch/hour-sketches";
import type { SegmentCounts, Segments } from "@aisle/app/monitors/sketch/segment-counts";
import type { Event } from "@aisle/contracts/event";
import type { MonitorSource, SubjectKind } from "@aisle/contracts/monitor-source";
import { newDecisionId } from "@aisle/platform/decisions/decision-id";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { sampleDecision } from "@aisle/platform/decisions/sample-decision";
import { Spool } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { dropMonitorHours } from "@aisle/platform/monitors/drop-monitor-hours";
import { hasUnmonitored } from "@aisle/platform/monitors/has-unmonitored";
import { PostgresMonitorSource } from "@aisle/platform/monitors/postgres-monitor-source";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestHome, testHome, testWorkspace } from "../test-home.ts";
import { killedEverywhere, killedSource } from "../test-killed-source.ts";

const hour = 3_600_000;
const now = Math.floor(Date.now() / hour) * hour;
const start = now - 48 * hour;

let home: TestHome;
let directory: string;
beforeAll(async () => {
  home = await testHome();
  directory = await mkdtemp(join(tmpdir(), "aisle-monitors-"));
});
afterAll(async () => {
  await home.remove();
  await rm(directory, { recursive: true, force: true });
});

let seed = 11;
const next = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const pick = (count: number) => Math.floor(next() * count);

const decide = (at: number, change: Partial<ReturnType<typeof sampleDecision>> = {}) =>
  sampleDecision({
    workspaceId: testWorkspace,
    id: newDecisionId(at),
    at,
    endpoint: next() < 0.5 ? "home" : "search",
    outcome: next() < 0.1 ? "fell-back" : next() < 0.1 ? "failed" : "answered",
    totalMs: 1 + pick(500),
    request: {
      shopperId: "tok_1",
      price: pick(5000) / 7,
      ...(next() < 0.8 ? { device: next() < 0.4 ? "phone" : "desktop" } : {}),
    },
    ...change,
  });

const follow = (id: string, at: number, decisionId: string, event = "Product Clicked"): Event => {
  const raw = {
    type: "track",
    messageId: id,
    anonymousId: "a1",
    timestamp: new Date(at).toISOString(),
    event,
    properties: {
      product_id: "p1",
      position: pick(8),
      decision_id: decisionId,
      products: [{ product_id: "p1", price: 5, quantity: 1 }],
    },
  };
  const read = readEvent(raw as never, { receivedAt: now, place: 0 });
  if (typeof read === "string") throw new Error(read);
  return read;
};

let spools = 0;
async function log(decisions: readonly ReturnType<typeof sampleDecision>[]): Promise<void> {
  const spool = new Spool({ directory: join(directory, `spool${spools}`) });
  for (const decision of decisions) void spool.append(decision);
  spool.close();
  const writer = new DecisionWriter({ pool: home.pool, directory: join(directory, `spool${spools++}`) });
  await writer.drain();
  await writer.stop();
}

const source = (): MonitorSource => new PostgresMonitorSource(home.pool, testWorkspace);
const stored = async () =>
  (
    await home.pool.query<{ kind: SubjectKind; subject: string; hour: Date; rows: string; sketches: Buffer }>(
      "select * from monitor_hour order by kind, subject, hour",
    )
  ).rows;

/** What the sketches hold, whatever order it came in. */
const contents = async () =>
  (await stored()).map(({ kind, subject, hour: at, rows, sketches }) => {
    const of = hourFromBytes(sketches, { kind, name: subject, at: at.getTime() });
    return {
      of: `${kind} ${subject} ${at.toISOString()} ${rows}`,
      rows: Number(rows),
      counts: [...of.counts].sort(([a], [b]) => (a < b ? -1 : 1)),
      numbers: [...of.numbers]
        .map(([key, { sketch }]) => [key, sketch.n, sketch.levels.flat().sort((a, b) => a - b)])
        .sort(),
      texts: [...of.texts].map(([key, { counters }]) => [key, [...counters].sort()]).sort(),
      items: [...of.items.counts].sort(([a], [b]) => a - b),
      segments: plain(of.segments),
    };
  });

const plain = (segments: Segments) =>
  Object.fromEntries([...segments].map(([key, values]) => [key, Object.fromEntries(values)]));

/** Answers and what followed them by segment, hour by hour of an endpoint, counted one by one from what was sent. */
function countedByHand(decisions: readonly ReturnType<typeof decide>[], events: readonly Event[]) {
  const byHour = new Map<string, Segments>();
  for (const decision of decisions) {
    if (decision.outcome === "failed") continue;
    const key = `${decision.endpoint} ${Math.floor(decision.at / hour) * hour}`;
    const segments: Segments = byHour.get(key) ?? new Map();
    byHour.set(key, segments);
    const named = events.filter(
      ({ decisionId, at }) => decisionId === decision.id && new Date(at).getTime() <= decision.at + 6 * hour,
    );
    const has = (name: RegExp) => (named.some((event) => name.test(event.name ?? "")) ? 1 : 0);
    const { version = "1", device = "(missing)" } = decision.request as { version?: string; device?: string };
    for (const [dimension, value] of [
      ["version", version],
      ["request.device", device],
      ["answer", "with products"],
      ["step sort", "answered"],
    ] as const) {
      const values = segments.get(dimension) ?? new Map<string, SegmentCounts>();
      segments.set(dimension, values);
      const { answers, clicked, added, ordered } = values.get(value) ?? {
        answers: 0,
        clicked: 0,
        added: 0,
        ordered: 0,
      };
      values.set(value, {
        answers: answers + 1,
        clicked: clicked + has(/^product clicked$/i),
        added,
        ordered: ordered + has(/^order +completed$/i),
      });
    }
  }
  return byHour;
}

it("has the same sketches to the bit after kills at every step, and the same contents in one go, late and doubled rows included", async () => {
  const store = new EventStore(home.pool);
  const sent: { decisions: ReturnType<typeof decide>[]; events: Event[] } = { decisions: [], events: [] };
  const waiting: ReturnType<typeof decide>[] = [];
  let kills = 0;
  for (let round = 0; round < 3; round++) {
    const decisions = Array.from({ length: 300 }, () => decide(start + pick(6) * hour + pick(hour)));
    // A third comes in after the events that name it.
    const late = decisions.filter(() => next() < 0.33);
    const events = Array.from({ length: 200 }, (_, i) => {
      const of = decisions[pick(100)]!;
      // Some in another hour, some too late to have followed from it.
      const after = next() < 0.2 ? 5 * hour + pick(2 * hour) : pick(hour);
      return follow(`m${round}-${i}`, of.at + after, of.id, next() < 0.8 ? "Product Clicked" : "Order  completed");
    });
    sent.decisions.push(...decisions);
    sent.events.push(...events);
    await log([...waiting.splice(0), ...decisions.filter((each) => !late.includes(each))]);
    waiting.push(...late);
    await store.append(testWorkspace, events);
    await store.append(testWorkspace, events.slice(0, 50));
    expect(await hasUnmonitored(home.pool, testWorkspace)).toBe(true);
    await home.pool.query("create table kept_hour as table monitor_hour; create table kept_fold as table monitor_fold");
    kills += await killedEverywhere(async (kill, isAfter) => {
      const killed = killedSource(source(), kill, isAfter);
      return (await foldMonitors(killed, { checkpointRows: 40 })) !== undefined;
    });
    const afterKills = await stored();
    await home.pool.query(
      `truncate monitor_hour, monitor_fold; insert into monitor_hour table kept_hour; insert into monitor_fold table kept_fold;
       drop table kept_hour; drop table kept_fold`,
    );
    expect(await foldMonitors(source())).toMatchObject({ events: 200 });
    expect(await stored()).toEqual(afterKills);
    expect(await hasUnmonitored(home.pool, testWorkspace)).toBe(false);
  }
  expect(kills).toBeGreaterThan(20);
  await log(waiting);
  await foldMonitors(source());
  const byHand = countedByHand(sent.decisions, sent.events);
  let clicks = 0;
  for (const row of (await stored()).filter(({ kind }) => kind === "endpoint")) {
    const at = row.hour.getTime();
    const sketches = hourFromBytes(row.sketches, { kind: row.kind, name: row.subject, at });
    const expected = byHand.get(`${row.subject} ${at}`)!;
    const merged = mergeSegments([sketches]);
    for (const [dimension, values] of expected)
      expect([row.subject, at, dimension, Object.fromEntries(merged.get(dimension)!)]).toEqual([
        row.subject,
        at,
        dimension,
        Object.fromEntries(values),
      ]);
    expect(sketches.counts.get("clicked") ?? 0).toBe(expected.get("answer")!.get("with products")!.clicked);
    expect(sketches.counts.get("answers")).toBe(expected.get("answer")!.get("with products")!.answers);
    clicks += sketches.counts.get("clicked") ?? 0;
  }
  expect(clicks).toBeGreaterThan(50);
  const all = await contents();
  expect(all.map(({ of }) => of.split(" ")[0])).toContain("events");

  await home.pool.query("delete from monitor_fold");
  await foldMonitors(source());
  expect(await contents()).toEqual(all);
}, 120_000);

it("is folded by one of two jobs that run at once", async () => {
  await log(Array.from({ length: 50 }, () => decide(start)));
  const reports = await Promise.all([foldMonitors(source()), foldMonitors(source())]);
  expect(reports.filter((report) => report !== undefined).length).toBeGreaterThan(0);
  const rows = (await stored())
    .filter(({ kind }) => kind === "endpoint")
    .reduce((all, row) => all + Number(row.rows), 0);
  const [{ n }] = (await home.pool.query("select count(*)::int as n from decision")).rows;
  expect(rows).toBe(n);
}, 60_000);

it("leaves samples and values of people out, and begins again with what is there in another database", async () => {
  const at = now - 2 * hour;
  await log([
    decide(at, { endpoint: "own", request: { email: "a@shop.example", category: "shoes" } }),
    decide(at, { endpoint: "own", sample: true }),
  ]);
  await foldMonitors(source());
  const before = await contents();
  const own = before.find(({ of }) => of.includes(" own "));
  expect(own?.of).toMatch(/ 1$/);
  expect(own?.counts).toContainEqual(["type.text request.email", 1]);
  expect(own?.texts.map(([key]) => key)).toEqual(["arm", "first product", "request.category", "version"]);
  await home.pool.query(
    `update monitor_fold set position = jsonb_set(position, '{snapshot}', '"9000000000:9000000000:"')`,
  );
  expect(await hasUnmonitored(home.pool, testWorkspace)).toBe(true);
  await foldMonitors(source());
  expect(await contents()).toEqual(before);
}, 60_000);

it("folds hours again that an earlier Aisle folded otherwise, and reads those whose rows are gone", async () => {
  const before = await contents();
  await home.pool.query("update monitor_fold set position = position - 'format'");
  // What the first version stored of an hour that is here, and of one that is not: no segments.
  const empty = HourSketches.of({ kind: "endpoint", name: "home", at: start - 240 * hour });
  const first = Buffer.from(hourToBytes(empty).slice(0, -1));
  first[0] = 1;
  await home.pool.query("update monitor_hour set sketches = $1 where kind = 'endpoint'", [first]);
  await home.pool.query("insert into monitor_hour values ($1, 'endpoint', 'home', $2, 0, $3)", [
    testWorkspace,
    new Date(start - 240 * hour),
    first,
  ]);
  await foldMonitors(source());
  const [gone, ...rest] = (await contents()).sort((a, b) => Number(a.rows > 0) - Number(b.rows > 0));
  expect([gone?.of, gone?.segments]).toEqual([expect.stringContaining("home"), {}]);
  expect(rest).toEqual(before);
}, 60_000);

it("forgets what the demo shop's rows added when it is taken away, and hours behind their retention", async () => {
  await home.pool.query("update workspace set demo_shop = 'there' where id = $1", [testWorkspace]);
  await foldMonitors(source());
  await home.pool.query("delete from event where workspace_id = $1", [testWorkspace]);
  await home.pool.query("update workspace set demo_shop = null where id = $1", [testWorkspace]);
  await foldMonitors(source());
  expect((await stored()).filter(({ kind }) => kind === "events")).toEqual([]);
  await dropMonitorHours(home.pool, now);
  expect(await stored()).toEqual([]);
}, 60_000);
