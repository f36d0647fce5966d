import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitoredDecision, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { normalDraw, type Random } from "@aisle/stats/seeded-random";
import { expect, it } from "vitest";
import { hourFromBytes, hourToBytes } from "../sketch/hour-bytes.ts";
import { readMonitors } from "./read-monitors.ts";
import { dayMs, testHours, testStart, testSubject, usualDecision, usualRows } from "./test-hours.ts";

const days = 49;
const changedFrom = testStart + (days - 1) * dayMs;
const window = { from: changedFrom, to: changedFrom + dayMs };
const usual = testHours({ days: days - 1 });
const usualLast = testHours({ days: 1, from: changedFrom, seed: 2 });
const all = [...usual, ...usualLast];

type Change = (decision: MonitoredDecision, random: Random) => MonitoredDecision;

/** Hours of the last day, or of all of them, with decisions that are changed. */
const changed = (change: Change, from = changedFrom) =>
  testHours({
    days: Math.round((window.to - from) / dayMs),
    from,
    seed: 2,
    decision: (at, random) => change(usualDecision(at, random), random),
  });

const withRequest = (fields: MonitoredDecision["request"]) => (decision: MonitoredDecision) => ({
  ...decision,
  request: { ...decision.request, ...fields },
});
const without = (field: string) => (decision: MonitoredDecision) => ({
  ...decision,
  request: Object.fromEntries(Object.entries(decision.request).filter(([name]) => name !== field)),
});
const kindsOf = ({ findings }: MonitorReading) => findings.map(({ monitor, kind }) => `${kind} ${monitor}`);

/** All numbers of a reading: none may be NaN or infinite. */
function expectFinite(reading: MonitorReading): void {
  expect(
    JSON.stringify(reading, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? "!" : value)),
  ).not.toContain('"!"');
}

it.each<[string, Change, readonly string[]]>([
  ["a field that vanished", without("budget"), ["vanished form of request.budget"]],
  ["a field without values", withRequest({ budget: null }), ["all-missing form of request.budget"]],
  ["a field of another type", withRequest({ budget: "50 EUR" }), ["type form of request.budget"]],
  ["a new field", withRequest({ channel: "app" }), ["appeared form of request.channel"]],
  ["a constant where numbers were", withRequest({ budget: 50 }), ["constant request.budget"]],
  ["a constant where a mix was", withRequest({ device: "phone" }), ["constant request.device"]],
  [
    "a value never seen",
    (d, random) => (random() < 0.3 ? withRequest({ device: "watch" })(d) : d),
    ["new-value request.device"],
  ],
  ["numbers that grew", (d) => withRequest({ budget: Number(d.request.budget) * 2 })(d), ["shift request.budget"]],
  [
    "a node that falls back more",
    (d, random) =>
      random() < 0.3 ? { ...d, steps: d.steps.map((step) => ({ ...step, outcome: "fell-back" as const })) } : d,
    ["rate share fell-back of rank", "rate share fell-back of search"],
  ],
  ["empty answers", (d, random) => (random() < 0.2 ? { ...d, slots: [] } : d), ["rate share of empty answers"]],
  [
    "one product for all",
    (d) => ({ ...d, slots: d.slots.map((slot, i) => ({ ...slot, item: `p${i}` })) }),
    ["scale products shown"],
  ],
])("says %s, what and since when", (_, change, expected) => {
  const reading = readMonitors(testSubject, [...usual, ...changed(change)], { window });
  expectFinite(reading);
  const found = kindsOf(reading);
  for (const one of expected) expect(found).toContain(one);
  for (const { since, pValue, size, limit, statement } of reading.findings) {
    expect(Math.abs(since - changedFrom)).toBeLessThanOrEqual(3 * 3_600_000);
    expect(pValue).toBeLessThanOrEqual(0.01);
    expect(size).toBeGreaterThanOrEqual(limit);
    expect(statement).not.toMatch(/NaN|undefined|Infinity/);
  }
});

it.each<[string, Change, string | undefined]>([
  ["nothing changed", (decision) => decision, undefined],
  ["a constant that was always one", withRequest({ shop: "main", size: 7 }), undefined],
  ["a field that never has a value", withRequest({ budget: null }), undefined],
  [
    "one value per row",
    (d, random) => withRequest({ code: `c${Math.floor(random() * 1e12)}` })(d),
    "one-value-per-row",
  ],
  ["numbers no distribution can hold", withRequest({ budget: 1e300 }), undefined],
  [
    "scores that are no numbers",
    (d) => ({ ...d, slots: d.slots.map((slot) => ({ ...slot, score: Number.NaN })) }),
    undefined,
  ],
  ["a field of many types", (d, random) => withRequest({ mixed: random() < 0.5 ? 1 : "one" })(d), undefined],
  ["two values far apart", (d, random) => withRequest({ budget: random() < 0.5 ? -1e30 : 1e30 })(d), undefined],
])("is quiet about %s", (_, change, note) => {
  const reading = readMonitors(testSubject, changed(change, testStart + 14 * dayMs), { window });
  expectFinite(reading);
  expect(kindsOf(reading)).toEqual([]);
  if (note !== undefined) expect(reading.notes.map(({ state }) => state)).toContain(note);
});

it("says that nothing comes in, and nothing else of that day", () => {
  const silentFrom = changedFrom - 5 * 3_600_000;
  const hours = all.filter(({ at }) => at < silentFrom);
  const reading = readMonitors(testSubject, hours, { window });
  expectFinite(reading);
  expect(kindsOf(reading)).toEqual(["no-traffic volume"]);
  expect(reading.findings[0]?.since).toBe(silentFrom);
  expect(reading.notes.map(({ state }) => state)).toContain("no-rows");
});

it("is not misled by a day without traffic in the reference", () => {
  const silent = changedFrom - 14 * dayMs;
  const hours = all.filter(({ at }) => at < silent || at >= silent + dayMs);
  expect(kindsOf(readMonitors(testSubject, hours, { window }))).toEqual([]);
});

it("says a fall of traffic, and nothing of the usual rise at weekends", () => {
  const third = testHours({
    days: 1,
    from: changedFrom,
    rows: (at, random) => Math.round(usualRows(at, random) / 3),
  });
  expect(kindsOf(readMonitors(testSubject, [...usual, ...third], { window }))).toEqual(["volume volume"]);
  const saturday = changedFrom - dayMs;
  const weekend = { from: saturday, to: changedFrom };
  expect(kindsOf(readMonitors(testSubject, usual, { window: weekend }))).toEqual([]);
  // Days of the week are no measure for it.
  const pinned = { kind: "pinned", from: testStart + 14 * dayMs, to: testStart + 18 * dayMs } as const;
  expect(kindsOf(readMonitors(testSubject, usual, { window: weekend, reference: pinned }))).toContain(
    "shift request.budget",
  );
});

it("says of a clock that ran ahead that it did, and calls missing rows no change of traffic", () => {
  const hours = all.map((hour) =>
    hour.at >= changedFrom + 6 * 3_600_000 ? { ...hour, at: hour.at + 30 * dayMs } : hour,
  );
  const reading = readMonitors(testSubject, hours, { window });
  expectFinite(reading);
  expect(kindsOf(reading)).toEqual([]);
  expect(reading.notes.map(({ state }) => state)).toContain("clock");
});

it("says what it cannot judge: no history, few rows, damaged hours", () => {
  const fresh = readMonitors(testSubject, usualLast, { window });
  expect([fresh.findings, fresh.notes.map(({ state }) => state)]).toEqual([[], ["no-reference"]]);
  expect(readMonitors(testSubject, [], { window }).notes.map(({ state }) => state)).toEqual(["no-reference"]);
  const few = readMonitors(testSubject, usual, { window: { from: changedFrom, to: window.to } });
  expect(few.notes.map(({ state }) => state)).toContain("no-rows");
  const damaged = all.map((hour) =>
    hour.at === changedFrom - 7 * dayMs ? { ...hour, bytes: hour.bytes.slice(0, 9) } : hour,
  );
  const reading = readMonitors(testSubject, damaged, { window });
  expect(kindsOf(reading)).toEqual([]);
  expect(reading.notes.map(({ state }) => state)).toContain("unreadable");
});

it("takes the limit that a person set for one monitor alone", () => {
  const change: Change = (d, random) =>
    withRequest({ budget: Math.round(250 * Math.exp(0.5 * normalDraw(random))) })(d);
  const hours = [...usual, ...changed(change)];
  expect(kindsOf(readMonitors(testSubject, hours, { window }))).toEqual(["shift request.budget"]);
  expect(kindsOf(readMonitors(testSubject, hours, { window, limits: { "request.budget": 0.9 } }))).toEqual([]);
});

it("judges no distribution before it is known how much days differ, but says that a field vanished", () => {
  const warmer: Change = (d) => withRequest({ budget: Number(d.request.budget) * 3 })(d);
  const young = usual.filter(({ at }) => at >= changedFrom - 7 * dayMs);
  expect(kindsOf(readMonitors(testSubject, [...young, ...changed(warmer)], { window }))).toEqual([]);
  expect(kindsOf(readMonitors(testSubject, [...young, ...changed(without("budget"))], { window }))).toEqual([
    "vanished form of request.budget",
  ]);
});

/** Hours with a share of answers that were clicked. */
const clicked = (hours: readonly StoredMonitorHour[], shareOf: (at: number) => number) =>
  hours.map((hour) => {
    const sketches = hourFromBytes(hour.bytes, hour);
    sketches.count("clicked", Math.round(shareOf(hour.at) * sketches.rows));
    return { ...hour, bytes: hourToBytes(sketches) };
  });

it("judges click-through without the hours that still fill, and says where all of them do", () => {
  const fillsFrom = window.to - 6 * 3_600_000;
  const filling = clicked(all, (at) => (at >= fillsFrom ? 0 : 0.3));
  expect(kindsOf(readMonitors(testSubject, filling, { window }))).toEqual([]);
  // A day later they are what they will stay.
  const later = readMonitors(testSubject, filling, { window, now: window.to + dayMs });
  expect(kindsOf(later)).toEqual(["rate click-through"]);
  const fallen = readMonitors(
    testSubject,
    clicked(all, (at) => (at >= changedFrom ? 0.12 : 0.3)),
    { window },
  );
  expect(fallen.findings).toMatchObject([{ monitor: "click-through", kind: "rate", since: changedFrom }]);
  const young = readMonitors(testSubject, filling, { window: { from: fillsFrom, to: window.to } });
  expect([kindsOf(young), young.notes.map(({ monitor }) => monitor)]).toEqual([
    [],
    expect.arrayContaining(["click-through, add-to-cart, conversion"]),
  ]);
});

it("stays quiet on every second of sixty quiet days", () => {
  const hours = testHours({ days: 100, seed: 5 });
  const found: string[] = [];
  for (let day = 40; day < 100; day += 2) {
    const from = testStart + day * dayMs;
    const until = hours.filter(({ at }) => at < from + dayMs);
    found.push(...kindsOf(readMonitors(testSubject, until, { window: { from, to: from + dayMs } })));
  }
  expect(found).toEqual([]);
}, 180_000);

it("does not judge how many events come in where most of them came with the demo shop, and says so", () => {
  const ofDemo = all.map((stored) => {
    const hour = hourFromBytes(stored.bytes, stored);
    if (stored.at >= window.from) hour.rows = Math.floor(hour.rows / 3);
    hour.count("demo", hour.rows);
    return { ...stored, rows: hour.rows, bytes: hourToBytes(hour) };
  });
  const subject = { kind: "events", name: "product viewed" } as const;
  const reading = readMonitors(subject, ofDemo, { window });
  expect(reading.findings.map(({ monitor }) => monitor)).not.toContain("volume");
  expect(reading.notes).toContainEqual(expect.objectContaining({ monitor: "volume", state: "demo" }));
  const own = ofDemo.map((stored) => {
    const hour = hourFromBytes(stored.bytes, stored);
    hour.counts.delete("demo");
    return { ...stored, bytes: hourToBytes(hour) };
  });
  expect(readMonitors(subject, own, { window }).findings.map(({ monitor }) => monitor)).toContain("volume");
});

it("gives each monitor a figure that a person reads, with its usual range and those of earlier windows", () => {
  const reading = readMonitors(testSubject, all, { window });
  const of = (monitor: string) => reading.scores.find((score) => score.monitor === monitor)!;
  const share = of("share fell-back of search").figure;
  expect(share).toMatchObject({ unit: "share" });
  expect(share.usual![0]).toBeLessThanOrEqual(share.before!);
  expect(share.usual![1]).toBeGreaterThan(share.before!);
  const budget = of("request.budget").figure;
  expect(budget.unit).toBe("median");
  // Logarithms of budgets are normal around 50, at weekends 80: the median lies between.
  expect(budget.now).toBeGreaterThan(40);
  expect(budget.now).toBeLessThan(90);
  expect(of("volume").figure).toMatchObject({ unit: "count", now: reading.rows });
  for (const { figure, past, bins } of reading.scores) {
    expect(figure.past).toHaveLength(past.length);
    for (const side of bins === null ? [] : [bins.before, bins.now])
      expect(side.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 2);
  }
});
