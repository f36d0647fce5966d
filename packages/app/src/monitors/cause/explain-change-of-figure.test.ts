import { type CauseFacts, noFacts } from "@aisle/contracts/cause-facts";
import type { Explanation } from "@aisle/contracts/explanation";
import type { StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { describe, expect, it } from "vitest";
import { readMonitors } from "../read/read-monitors.ts";
import { changeInput } from "./change-input.ts";
import { explainChangeOfFigure } from "./explain-change-of-figure.ts";
import { explainSubject } from "./explain-subject.ts";
import { alarmingFigures } from "./is-alarming.ts";
import { type Answer, end, shop, shopHours } from "./shop-hours.fixture.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = end - 30 * hourMs;

function explained(stored: readonly StoredMonitorHour[], facts: Partial<CauseFacts> = {}): Explanation {
  const reading = readMonitors(shop, stored, { window: { from: end - dayMs, to: end } });
  expect(alarmingFigures(reading).map(({ figure }) => figure)).toContain("click-through");
  return explainChangeOfFigure(
    changeInput(stored, { figure: "click-through", reading, facts: { ...noFacts, ...facts } }),
  );
}

/** Answers that are clicked half as often since a time. */
const worseSince =
  (since: number, more: Partial<Answer> = {}) =>
  (answer: Answer, at: number): Answer =>
    at >= since ? { ...answer, ...more, click: 0.15 } : answer;

describe("explainChangeOfFigure", () => {
  it("names the step that timed out, where, with its share of the fall", () => {
    const stored = shopHours((answer, at, random) => {
      const isLate = at >= begin && answer.device === "phone" && random() < 0.6;
      return isLate ? { ...answer, retrieve: "timed-out", click: 0.03 } : answer;
    });
    const { causes, statement, splits, before, now } = explained(stored);
    expect(causes[0]).toMatchObject({ key: "step retrieve timed-out", kind: "step" });
    expect(causes[0]!.share).toBeGreaterThan(0.7);
    expect(causes[0]!.interval![0]).toBeLessThan(1);
    expect(statement).toMatch(
      /^Step retrieve timed out on (2[6-9]|3\d) % of answers \(usual 0 %\), mostly where request.device is phone: that explains/,
    );
    expect(causes[0]!.evidence.map(({ kind }) => kind)).toEqual(["decisions", "step"]);
    const split = splits.find(({ dimension }) => dimension === "step retrieve")!;
    expect(split.parts.reduce((total, { mix, rate }) => total + mix + rate, 0)).toBeCloseTo(now - before, 12);
  });

  it("names the version that took over when the change began, and not one of a day before", () => {
    const stored = shopHours((answer, at) => {
      const version = at >= begin ? 9 : at >= begin - 20 * hourMs ? 8 : 7;
      return { ...worseSince(begin)(answer, at), version };
    });
    const { causes } = explained(stored);
    expect(causes.map(({ key }) => key)).toEqual(["version 9"]);
    expect(causes[0]).toMatchObject({ share: null, interval: null, at: begin });
  });

  it("names the embedding model that was swapped when scores moved", () => {
    const stored = shopHours(worseSince(begin, { scores: 0.4 }));
    const models = [{ at: begin, collection: "catalog", model: "small-2" }];
    const { causes } = explained(stored, { models, versions: [{ number: 9, at: begin }] });
    expect(causes[0]).toMatchObject({ key: "embedding-model catalog", at: begin });
  });

  it("names products that ran out where their category is asked for, and others by the answers that they led", () => {
    const stored = shopHours((answer, at) => {
      if (at < begin) return { ...answer, first: answer.category };
      return answer.category === "shoes" ? { ...answer, first: "else", click: 0.08 } : { ...answer, first: "hats" };
    });
    const product = {
      id: "shoes",
      title: "Boot",
      category: "shoes",
      at: begin,
      stock: 0,
      price: null,
      priceBefore: null,
    };
    const [cause] = explained(stored, { products: [product] }).causes;
    expect(cause).toMatchObject({ key: "stock shoes", kind: "stock" });
    expect(cause!.share).toBeGreaterThan(0.8);
    const [led] = explained(stored, { products: [{ ...product, category: "boots" }] }).causes;
    expect(led).toMatchObject({ key: "stock boots", share: null });
    expect(led!.statement).toMatch(/led (4\d|5\d) % of answers/);
    const soon = explained(stored, { products: [{ ...product, at: begin - dayMs }] }).causes;
    expect(soon.map(({ kind }) => kind)).toEqual(["segment"]);
  });

  it("names a price that is ten times the old one", () => {
    const stored = shopHours((answer, at) =>
      at >= begin && answer.category === "shoes" ? { ...answer, click: 0.08 } : answer,
    );
    const product = {
      id: "s1",
      title: "Boot",
      category: "shoes",
      at: begin,
      stock: 4,
      price: 50_000,
      priceBefore: 5000,
    };
    const { causes, statement } = explained(stored, { products: [product] });
    expect(causes[0]).toMatchObject({ key: "price shoes", kind: "price" });
    expect(statement).toMatch(/to 10 times the old one/);
  });

  it("names a holiday that lies over the change, and none without a country", () => {
    const stored = shopHours(worseSince(end - dayMs));
    expect(explained(stored, { country: "DE" }).causes.map(({ kind }) => kind)).toEqual(["holiday"]);
    const none = explained(stored, { country: "XX" });
    expect(none.causes).toEqual([]);
    expect(none.statement).toMatch(/^Nothing that was looked at explains the fall/);
  });

  it("finds when a fall began after days that were better than usual", () => {
    const stored = shopHours((answer, at) => {
      if (at >= begin) return { ...answer, version: 8, click: 0.2 };
      return at >= begin - 2.5 * dayMs ? { ...answer, click: 0.45 } : answer;
    });
    expect(explained(stored).causes[0]).toMatchObject({ key: "version 8", at: begin });
  });

  it("names a load of the catalogue that is not of every day", () => {
    const stored = shopHours(worseSince(begin));
    const load = (at: number) => ({ job: `j${at}`, at, rows: 100, rejected: 0 });
    expect(explained(stored, { loads: [load(begin)] }).causes.map(({ kind }) => kind)).toEqual(["catalog-load"]);
    expect(explained(stored, { loads: [load(begin - dayMs), load(begin)] }).causes).toEqual([]);
  });

  it("is said where there is nothing to compare", () => {
    const reading = readMonitors(shop, [], { window: { from: end - dayMs, to: end } });
    const empty = explainChangeOfFigure(changeInput([], { figure: "conversion", reading }));
    expect(empty).toMatchObject({ before: 0, now: 0, causes: [], splits: [] });
    expect(empty.statement).toMatch(/no answers in the window/);
  });
});

describe("explainSubject", () => {
  it("reads the hours of the subject and what happened around the change", async () => {
    const stored = shopHours(worseSince(begin));
    const reading = readMonitors(shop, stored, { window: { from: end - dayMs, to: end } });
    const asked: unknown[] = [];
    const reader = {
      hours: async (...of: unknown[]) => {
        asked.push(of);
        return stored;
      },
      causeFacts: async (...of: unknown[]) => {
        asked.push(of);
        return { ...noFacts, models: [{ at: begin, collection: "catalog", model: "small-2" }] };
      },
    };
    const options = { figure: "click-through", timeZone: "UTC", now: end } as const;
    const { causes } = await explainSubject(reader, "ws_a", reading, [reading], options);
    expect(causes[0]!.kind).toBe("embedding-model");
    expect(asked).toEqual([
      ["ws_a", shop, end - 57 * dayMs],
      ["ws_a", "home", expect.any(Number), end],
    ]);
  });
});
