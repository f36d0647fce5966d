import { chiSquareSf } from "@aisle/stats/distributions/chi-square";
import { seededRandom } from "@aisle/stats/seeded-random";
import { describe, expect, it } from "vitest";
import { binomialDraw } from "./stats/simulate.ts";
import { bench } from "./stats-null.ts";

describe("the simulations behind stats-null", () => {
  it("draws binomial counts with their exact probabilities", () => {
    const random = seededRandom("binomial");
    const [n, p, draws] = [12, 0.3, 60_000];
    const seen = new Float64Array(n + 1);
    for (let i = 0; i < draws; i++) seen[binomialDraw(n, p, random)]! += 1;
    let statistic = 0;
    let weight = (1 - p) ** n;
    let cells = 0;
    for (let k = 0; k <= 8; k++) {
      statistic += (seen[k]! - draws * weight) ** 2 / (draws * weight);
      weight *= ((n - k) / (k + 1)) * (p / (1 - p));
      cells++;
    }
    expect(chiSquareSf(statistic, cells - 1)).toBeGreaterThan(0.001);
    expect(binomialDraw(10, 0, random)).toBe(0);
    expect(binomialDraw(10, 1, random)).toBe(10);
  });

  it("reports false positives, coverage and the price of peeking", async () => {
    const { figures } = await bench(["--experiments", "300"]);
    const shares = (name: string) => figures[name] as Record<string, number>;
    expect(shares("falsePositives").twoProportionZ).toBeLessThan(0.1);
    expect(shares("coverage").newcombe).toBeGreaterThan(0.9);
    expect(shares("fixedHorizonPeeked").zReadDaily).toBeGreaterThan(0.15);
    expect(shares("falsePositives")["daily.confidenceSequence"]).toBeLessThan(0.05);
  });
});
