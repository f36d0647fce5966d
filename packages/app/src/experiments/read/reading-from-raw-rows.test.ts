import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FollowRule, Metric } from "@aisle/contracts/metric";
import type { Reading } from "@aisle/contracts/reading";
import { type Degenerate, isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { cuped } from "@aisle/stats/effects/cuped";
import { momentsOf } from "@aisle/stats/effects/moments";
import { clusteredQuantileSummary } from "@aisle/stats/effects/quantile-summary";
import { proportionSummary, ratioSummary, type SampleSummary } from "@aisle/stats/effects/sample-summary";
import { percentileCap, winsorise } from "@aisle/stats/effects/winsorise";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ExperimentFold } from "../fold/experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "../fold/fold-bytes.ts";
import { measuresOfMetric } from "../fold/fold-measures.ts";
import { readExperiment } from "./read-experiment.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 9, 20);
const count = (name: string) => ({ source: { from: "events", name }, value: { add: "count" } }) as const;
const money = { source: { from: "events", name: "order" }, value: { add: "value" } } as const;
const base = { attribution: "unit", windowHours: 48, cupedDays: 0, better: "higher", unit: "number" } as const;
const searches = (count: FollowRule["count"]) =>
  ({
    source: { from: "events", name: "search", follow: { by: "click", minutes: 90, count, same: "query" } },
    value: { add: "count" },
  }) as const;
const metrics: readonly Metric[] = [
  { ...base, id: "spent", name: "", kind: "mean", measure: money, cap: 0.8, cupedDays: 7 },
  { ...base, id: "clicked", name: "", kind: "proportion", measure: count("click") },
  { ...base, id: "basket", name: "", kind: "ratio", measure: money, per: count("order") },
  {
    ...base,
    id: "wait",
    name: "",
    kind: "quantile",
    quantile: 0.5,
    measure: { ...money, source: { from: "decisions" } },
  },
  {
    ...base,
    id: "left",
    name: "",
    kind: "ratio",
    measure: searches("not-followed"),
    per: searches("all"),
  },
];
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopper" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: metrics.map((metric, i) => ({ metric, role: i === 0 ? ("primary" as const) : ("secondary" as const) })),
  method: "sequential",
  correction: "benjamini-hochberg",
  level: 0.9,
  plannedDays: 14,
  segments: ["device"],
};
const experiment = { kind: "test", spec, startedAt: new Date(start), stoppedAt: null } as const;
const until = start + 10 * day;

type Fact =
  | { readonly is: "exposure"; readonly unit: number; readonly arm: "a" | "b"; readonly at: number }
  | { readonly is: "row"; readonly unit: number; readonly at: number; readonly of: string; readonly value: number }
  | { readonly is: "link"; readonly unit: number; readonly other: number };

const unit = fc.nat(40);
const at = fc.integer({ min: -9 * 24, max: 11 * 24 }).map((hours) => start + hours * hour);
const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ is: fc.constant("exposure"), unit, arm: fc.constantFrom("a", "b"), at }) },
  {
    weight: 8,
    arbitrary: fc.record({
      is: fc.constant("row"),
      unit,
      at,
      of: fc.constantFrom("order", "click", "decision"),
      value: fc.integer({ min: 1, max: 9000 }),
    }),
  },
) as fc.Arbitrary<Fact>;
/** Close enough to each other that clicks follow searches; a search's value is its text, 0 for none. */
const searching: fc.Arbitrary<Fact> = fc.record({
  is: fc.constant("row" as const),
  unit: fc.nat(11),
  at: fc.integer({ min: -10, max: 120 }).map((halfHours) => start + halfHours * 0.5 * hour),
  of: fc.constantFrom("search", "search", "click"),
  value: fc.nat(2),
});

/** Most units meet one arm: that of their number. */
const facts = fc
  .tuple(
    fc
      .tuple(
        fc.array(fact, { minLength: 250, maxLength: 500 }),
        fc.array(searching, { minLength: 100, maxLength: 300 }),
      )
      .map(([some, others]) => [...some, ...others]),
    fc.array(fc.record({ is: fc.constant("link" as const), unit, other: unit }), { maxLength: 5 }),
  )
  .map(([list, links]) => [
    ...links,
    ...Array.from(
      { length: 41 },
      (_, i): Fact => ({ is: "exposure", unit: i, arm: i % 2 ? "b" : "a", at: start + i * hour }),
    ),
    ...list.filter((each) => each.is !== "exposure" || each.unit < 6 || (each.arm === "b") === (each.unit % 2 === 1)),
  ]);

function take(fold: ExperimentFold, each: Fact): void {
  const name = `u${each.unit}`;
  if (each.is === "exposure") fold.addExposure(name, each.arm, each.at, { device: each.unit % 3 ? "phone" : "desk" });
  else if (each.is === "link") fold.link(name, `u${each.other}`);
  else {
    const add = (measure: Metric["measure"], value: number) => {
      const { rows } = measuresOfMetric({ ...metrics[1]!, measure });
      fold.addRow(name, each.at, fold.measure(rows), value);
    };
    if (each.of === "order") {
      add(money, each.value);
      add(count("order"), 1);
    } else if (each.of === "click") add(count("click"), 1);
    else if (each.of === "search") add(searches("all"), each.value);
    else add(metrics[3]!.measure, each.value);
  }
}

function folded(parts: readonly (readonly Fact[])[]): Reading {
  let fold = ExperimentFold.for(spec);
  for (const part of parts) {
    for (const each of part) take(fold, each);
    fold = foldFromBytes(foldToBytes(fold));
  }
  return readExperiment(fold, experiment, { at: until, timeZone: "Europe/Berlin" });
}

/** Searches of one person that are over: stretches of steps at most 90 minutes apart, in which each new text begins another. */
function settledSearches(
  searched: readonly { readonly at: number; readonly value: number }[],
  clicks: readonly { readonly at: number }[],
): readonly { readonly at: number; readonly clicked: boolean }[] {
  const patience = 1.5 * hour;
  const steps = [
    ...searched.map(({ at: time, value }) => ({ time, text: value, isClick: false })),
    ...clicks.map(({ at: time }) => ({ time, text: -1, isClick: true })),
  ].sort((a, b) => a.time - b.time || Number(a.isClick) - Number(b.isClick) || b.text - a.text);
  const stretches: (typeof steps)[] = [];
  for (const step of steps) {
    const before = stretches.at(-1);
    if (before === undefined || step.time - before.at(-1)!.time > patience) stretches.push([step]);
    else before.push(step);
  }
  return stretches.flatMap((stretch) => {
    const texts = stretch.filter(({ isClick }) => !isClick);
    const begins = texts.filter(({ text }, i) => text === 0 || text !== texts[i - 1]?.text);
    return begins.map((first, i) => {
      const own = stretch.slice(
        stretch.indexOf(first),
        begins[i + 1] ? stretch.indexOf(begins[i + 1]!) : stretch.length,
      );
      const click = own.find(({ isClick }) => isClick);
      if (click !== undefined) return { at: click.time, clicked: true };
      return { at: begins[i + 1]?.time ?? own.at(-1)!.time + patience, clicked: false };
    });
  });
}

/** The effects as packages/stats gives them on the facts themselves, at a time. */
function fromScratch(list: readonly Fact[], upTo: number) {
  const parent = Array.from({ length: 41 }, (_, i) => i);
  const root = (of: number): number => (parent[of] === of ? of : root(parent[of]!));
  for (const each of list) if (each.is === "link") parent[root(each.unit)] = root(each.other);
  const first = new Map<number, { at: number; arm: string }>();
  const met = new Map<number, Set<string>>();
  for (const each of list) {
    if (each.is !== "exposure") continue;
    const person = root(each.unit);
    met.set(person, (met.get(person) ?? new Set()).add(each.arm));
    const known = first.get(person);
    if (known === undefined || each.at < known.at) first.set(person, each);
  }
  const arms = ["a", "b"].map((arm) =>
    [...first].filter(([person, seen]) => met.get(person)!.size === 1 && seen.arm === arm && seen.at <= upTo),
  );
  const rowsOf = ([person, { at: from }]: readonly [number, { at: number }], of: string, low: number, high: number) =>
    list.filter(
      (each): each is Extract<Fact, { is: "row" }> =>
        each.is === "row" &&
        each.of === of &&
        root(each.unit) === person &&
        each.at - from >= low &&
        each.at - from < high &&
        each.at <= upTo,
    );
  const sum = (rows: readonly { readonly value: number }[]) => rows.reduce((total, { value }) => total + value, 0);
  const spent = arms.map((people) => people.map((person) => sum(rowsOf(person, "order", 0, 2 * day))));
  const before = arms.map((people) => people.map((person) => sum(rowsOf(person, "order", -7 * day, 0))));
  const orders = arms.map((people) => people.map((person) => rowsOf(person, "order", 0, 2 * day).length));
  const clicked = arms.map(
    (people) => people.filter((person) => rowsOf(person, "click", 0, 2 * day).length > 0).length,
  );
  const waits = arms.map((people) =>
    people.flatMap((person, i) => rowsOf(person, "decision", 0, 2 * day).map(({ value }) => [value, i] as const)),
  );
  const ended = arms.map((people) =>
    people.map((person) => {
      const during = (of: string) => rowsOf(person, of, 0, Number.POSITIVE_INFINITY);
      return settledSearches(during("search"), during("click")).filter(
        ({ at: settled }) => settled <= upTo && settled < person[1].at + 2 * day,
      );
    }),
  );
  const cap = percentileCap(spent.flat(), 0.8);
  const within = (values: readonly number[]) => (isDegenerate(cap) ? values : (winsorise(values, cap) as Float64Array));
  const moments = arms.map((_, arm) => momentsOf([within(spent[arm]!), within(before[arm]!)]));
  const adjusted = cuped(moments);
  const means: readonly (SampleSummary | Degenerate)[] = isDegenerate(adjusted)
    ? moments.map(({ n, means: [mean], covariance }) => ({ n, mean: mean!, variance: covariance[0]![0]! }))
    : adjusted.arms;
  return {
    units: arms.map((people) => people.length),
    crossedOver: [...first].filter(([person, seen]) => met.get(person)!.size > 1 && seen.at <= upTo).length,
    summaries: [
      means,
      arms.map((people, arm) => proportionSummary(clicked[arm]!, people.length)),
      arms.map((_, arm) => ratioSummary(momentsOf([spent[arm]!, orders[arm]!]))),
      waits.map((rows) =>
        clusteredQuantileSummary(
          rows.map(([value]) => value),
          rows.map(([, who]) => who),
          0.5,
        ),
      ),
      ended.map((people) =>
        ratioSummary(
          momentsOf([
            people.map((searches) => searches.filter(({ clicked }) => !clicked).length),
            people.map((searches) => searches.length),
          ]),
        ),
      ),
    ],
  };
}

const options = { scale: "relative", level: 0.9 } as const;
const distributions = ["t", "normal", "t", "normal", "t"] as const;

it("equals packages/stats on raw rows, in any order, in several folds, with late facts and people who turn out to be one", () => {
  const read = metrics.map(() => 0);
  fc.assert(
    fc.property(facts, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, keys) => {
      const shuffled = list
        .map((each) => [keys.next().value as number, each] as const)
        .sort(([a], [b]) => a - b)
        .map(([, each]) => each);
      const third = Math.floor(shuffled.length / 3);
      const reading = folded([shuffled.slice(0, third), shuffled.slice(third, 2 * third), shuffled.slice(2 * third)]);
      const raw = fromScratch(list, until);
      expect(Object.values(reading.units)).toEqual(raw.units);
      expect(reading.crossedOver).toBe(raw.crossedOver);
      for (const [i, [control, treatment]] of raw.summaries.entries()) {
        const found = reading.metrics[i]!.effects[0]!;
        if (isDegenerate(control!) || isDegenerate(treatment!)) {
          expect(found).toHaveProperty("reason");
          continue;
        }
        const effect = compareArms(control!, treatment!, { ...options, distribution: distributions[i]! });
        if (isDegenerate(effect)) {
          expect(found).toHaveProperty("reason");
          continue;
        }
        read[i]!++;
        if ("reason" in found) throw new Error(`${metrics[i]!.id}: ${found.reason}`);
        near(found.estimate, effect.estimate, 1e-9);
        near(found.standardError, effect.standardError, 1e-9);
        near(found.fixed.pValue, effect.pValue, 1e-7);
        near(found.fixed.interval.low!, effect.interval.low, 1e-9);
      }
    }),
    { numRuns: 60 },
  );
  expect(Math.min(...read)).toBeGreaterThan(3);
});

it.each([0, 4])("reads the end of each day as if it were read then (metric %i)", (index) => {
  const primary = index === 0 ? { ...metrics[0]!, cap: 1 } : metrics[index]!;
  const uncapped = { ...spec, metrics: [{ metric: primary, role: "primary" as const }] };
  fc.assert(
    fc.property(facts, (list) => {
      const fold = ExperimentFold.for(spec);
      for (const each of list) take(fold, each);
      const whole = readExperiment(fold, { ...experiment, spec: uncapped }, { at: until, timeZone: "Europe/Berlin" });
      for (const [i, { day: name, effects }] of whole.days.entries()) {
        // Berlin is two hours ahead until the clocks go back on the 25th, and one from then on.
        const end = Date.parse(`${name}T00:00:00Z`) + day - (name < "2026-10-25" ? 2 : 1) * hour - 1;
        if (end > until || i === 0) continue;
        const then = readExperiment(fold, { ...experiment, spec: uncapped }, { at: end, timeZone: "Europe/Berlin" });
        const [now, before] = [effects[0]!, then.metrics[0]!.effects[0]!];
        expect("reason" in now).toBe("reason" in before);
        if ("reason" in now || "reason" in before) continue;
        near(now.estimate, before.estimate, 1e-7);
        near(now.standardError, before.standardError, 1e-7);
      }
    }),
    { numRuns: 15 },
  );
});

function near(found: number, wanted: number, tolerance: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}
