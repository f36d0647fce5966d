import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { coverageSummary } from "@aisle/stats/effects/coverage-summary";
import { seededRandom } from "@aisle/stats/seeded-random";
import { hashText } from "@aisle/stats/sketches/hash-text";
import fc from "fast-check";
import { expect, it } from "vitest";
import { builtInMetrics } from "../built-in-metrics.ts";
import { specFaults } from "../experiment-faults.ts";
import { ExperimentFold } from "../fold/experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "../fold/fold-bytes.ts";
import { RowTaker } from "../fold/row-taker.ts";
import { metricFaults } from "../metric-faults.ts";
import { readExperiment } from "./read-experiment.ts";
import { sellableProducts } from "./sellable-products.ts";

const start = Date.UTC(2026, 9, 1);
const find = (id: string) => builtInMetrics.find(({ metric }) => metric.id === `built-in/${id}`)!.metric;
const spec: ExperimentSpec = {
  hypothesis: "",
  unit: { kind: "shopper", field: "shopperId" },
  arms: ["a", "b"].map((key) => ({ key, name: key, weight: 0.5, edits: [] })),
  coverage: 1,
  metrics: [
    { metric: find("click-through"), role: "primary" },
    { metric: find("catalogue-coverage"), role: "secondary" },
  ],
  ...{ method: "frequentist", correction: "none", level: 0.95, plannedDays: 14, segments: [] },
};
const experimentOf = (of: ExperimentSpec) =>
  ({ kind: "test", spec: of, startedAt: new Date(start), stoppedAt: new Date(start + 1) }) as const;

interface Answer {
  readonly unit: string;
  readonly items: readonly string[];
}

const armOf = (unit: string) => (Number(unit.slice(1)) % 2 ? "b" : "a");

/** The reading of coverage, folded in two parts. */
async function read(answers: readonly Answer[], sellable: readonly string[], of = spec) {
  let fold = ExperimentFold.for(of);
  const half = answers.length >> 1;
  for (const part of [answers.slice(0, half), answers.slice(half)]) {
    const taker = new RowTaker(fold, of, () => []);
    for (const { unit, items } of part) {
      const facts = { filled: items.length, explored: 0, items, request: {} };
      taker.decision({ id: unit, at: start, unit, arm: armOf(unit), outcome: "answered", totalMs: 1, facts });
    }
    fold = foldFromBytes(foldToBytes(fold));
  }
  const source = {
    async *sellable() {
      for (let i = 0; i < sellable.length; i += 50) yield sellable.slice(i, i + 50);
    },
  };
  const catalogue = (await sellableProducts(source, fold))!;
  const reading = readExperiment(fold, experimentOf(of), { at: start + 1, timeZone: "UTC", catalogue });
  return reading.metrics.find(({ metric }) => metric === "built-in/catalogue-coverage")!;
}

it("equals packages/stats on the answers themselves, whatever order and however often they come", async () => {
  const products = Array.from({ length: 300 }, (_, i) => `p${i}`);
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = seededRandom(seed);
      const answers = Array.from({ length: 1400 }, (_, i) => ({
        unit: `u${i % 1200}`,
        items: [`p${Math.floor(300 * random() ** 3)}`, `p${Math.floor(299 * random() ** 2)}`, "gone"],
      }));
      const reading = await read([...answers, ...answers.slice(0, 100)].reverse(), [...products, "never shown"]);
      const raw = ["a", "b"].map((arm) => {
        const own = answers.filter(({ unit }) => armOf(unit) === arm);
        const groups = new Map<string, Set<number>>();
        for (const { unit, items } of own)
          for (const item of items.filter((each) => each !== "gone"))
            groups.set(item, (groups.get(item) ?? new Set()).add(hashText(unit)[0] >>> 27));
        const alone = Array.from(
          { length: 32 },
          (_, g) => [...groups.values()].filter((of) => of.size === 1 && of.has(g)).length,
        );
        return { shown: groups.size, summary: coverageSummary(groups.size, alone, 301) };
      });
      expect(reading.arms.map(({ sum }) => sum)).toEqual(raw.map(({ shown }) => shown));
      expect(reading.arms.map(({ perSum }) => perSum)).toEqual([301, 301]);
      const [a, b] = raw.map(({ summary }) => summary);
      if (isDegenerate(a) || isDegenerate(b)) throw new Error("not summed");
      for (const [i, { mean, variance, n }] of [a!, b!].entries()) {
        expect(reading.arms[i]!.mean).toBeCloseTo(mean, 12);
        expect(Math.sqrt(reading.arms[i]!.variance / 600)).toBeCloseTo(Math.sqrt(variance / n), 12);
      }
      const effect = compareArms(a!, b!, { scale: "relative", level: 0.95, distribution: "t" });
      const found = reading.effects[0]!;
      if (isDegenerate(effect) || "reason" in found) return;
      compared++;
      expect(found.estimate).toBeCloseTo(effect.estimate, 10);
      expect(found.fixed.interval.low).toBeCloseTo(effect.interval.low, 10);
      expect(found.sequential).toEqual({ reason: expect.stringContaining("when the experiment is over") });
    }),
    { numRuns: 12 },
  );
  expect(compared).toBeGreaterThan(8);
});

it("says what was shown and no more where units are few, arms unequal, or nothing can be sold", async () => {
  const answers = (units: number) => Array.from({ length: units }, (_, i) => ({ unit: `u${i}`, items: [`p${i % 9}`] }));
  const few = await read(answers(600), ["p1", "p2", "p3", "p100"]);
  expect(few.arms[0]).toMatchObject({ sum: 3, perSum: 4, interval: { reason: expect.stringContaining("320") } });
  expect((await read(answers(640), [])).arms[0]!.interval).toEqual({
    reason: "The catalogue has no product that can be sold.",
  });
  const unequal = { ...spec, arms: spec.arms.map((arm, i) => ({ ...arm, weight: i === 0 ? 0.8 : 0.2 })) };
  const read80 = await read(answers(640), ["p1", "p2", "p100"], unequal);
  expect(read80.arms.map(({ mean }) => mean)).toEqual([2 / 3, 2 / 3]);
  expect(read80.effects[0]).toEqual({ arm: "b", reason: expect.stringContaining("more traffic") });
});

it("explains and does not decide, and is of all decisions", () => {
  const coverage = find("catalogue-coverage");
  expect(specFaults({ ...spec, metrics: [{ metric: coverage, role: "primary" }] })).toEqual([
    expect.stringContaining("choose another primary metric"),
  ]);
  expect(specFaults(spec)).toEqual([]);
  const some = { ...coverage, measure: { ...coverage.measure, source: { from: "decisions", where: "true" } as const } };
  expect([metricFaults(coverage).length, metricFaults(some).length]).toEqual([0, 1]);
});
