import { existsSync } from "node:fs";
import { seededRandom } from "@aisle/stats/seeded-random";
import { describe, expect, it } from "vitest";
import { type BikeColumn, bikeSharingFigures, driftSpeed } from "./drift-figures.ts";
import { driftTrial } from "./drift-trial.ts";
import { tally } from "./tally.ts";

const file = "../shared/data/drift-bike-sharing/hour.csv.gz";

describe("drift figures", () => {
  it.skipIf(!existsSync(file))("reproduces the KS figures that the data set's README computed", () => {
    const { weeks, meanCount } = bikeSharingFigures(file);
    const statistics = (column: BikeColumn) =>
      weeks.filter((row) => row.column === column).map((row) => Number(row.statistic.toFixed(3)));
    expect(statistics("temp")).toEqual([0.19, 0.233, 0.639]);
    expect(statistics("hum")).toEqual([0.347, 0.234, 0.362]);
    expect(statistics("windspeed")).toEqual([0.229, 0.144, 0.255]);
    expect(statistics("cnt")).toEqual([0.055, 0.132, 0.227]);
    const p = (column: BikeColumn, week: number) =>
      weeks.find((row) => row.column === column && row.week === week)!.pValue;
    expect(p("temp", 1).toExponential(0)).toBe("7e-6");
    expect(p("temp", 2).toExponential(0)).toBe("3e-7");
    expect(p("temp", 3).toExponential(0)).toBe("5e-51");
    expect(p("windspeed", 2)).toBeCloseTo(0.0045, 4);
    expect(p("cnt", 1)).toBeCloseTo(0.65, 2);
    expect(p("cnt", 2)).toBeCloseTo(0.012, 3);
    expect(p("cnt", 3).toExponential(0)).toBe("2e-6");
    expect(meanCount.map((mean) => Number(mean.toFixed(1)))).toEqual([55.8, 60.3, 70.1, 84.2]);
  });

  it("times the three measures", () => {
    const speed = driftSpeed(20_000, 1);
    for (const value of Object.values(speed)) expect(value).toBeGreaterThan(0);
  });

  it("judges every test of drift and of two rankings once in a trial", () => {
    const [rejected, covered] = [tally(), tally()];
    driftTrial(seededRandom("one"), rejected, covered);
    expect(Object.keys(rejected.shares())).toHaveLength(11);
    expect(Object.keys(covered.shares()).length).toBeGreaterThan(0);
  });
});
