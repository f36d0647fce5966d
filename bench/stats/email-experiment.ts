import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { cuped } from "@aisle/stats/effects/cuped";
import { momentsOf } from "@aisle/stats/effects/moments";
import { meanSummary, type SampleSummary } from "@aisle/stats/effects/sample-summary";
import { twoProportionZ } from "@aisle/stats/effects/two-proportion-z";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { dataFolder, readTable } from "../forecast/read-table.ts";
import { sure } from "./tally.ts";

const arms = ["No E-Mail", "Mens E-Mail", "Womens E-Mail"];

/** Rates, sample ratio and effects of the three-armed e-mail experiment (abtest-hillstrom-email). */
export function emailExperiment(): Record<string, number> {
  const rows = readTable(`${dataFolder}/abtest-hillstrom-email/customers.csv.gz`);
  const of = (arm: string, column: string): Float64Array =>
    Float64Array.from(
      rows.filter((row) => row.segment === arm),
      (row) => Number(row[column]),
    );
  const figures: Record<string, number> = { rows: rows.length };
  for (const [i, name] of ["none", "mens", "womens"].entries())
    for (const outcome of ["visit", "conversion", "spend"])
      figures[`${outcome}.${name}`] = sure(meanSummary(of(arms[i]!, outcome))).mean;
  const counts = arms.map((arm) => of(arm, "visit").length);
  figures.sampleRatioP = sure(sampleRatio(counts, [1, 1, 1])).pValue;
  const count = (arm: string, outcome: string) => ({
    successes: of(arm, outcome).reduce((sum, value) => sum + value, 0),
    n: of(arm, outcome).length,
  });
  const p: Record<string, number> = {};
  for (const outcome of ["visit", "conversion"])
    for (const arm of arms.slice(1))
      p[`${outcome}.${arm}`] = sure(twoProportionZ(count(arms[0]!, outcome), count(arm, outcome))).pValue;
  const adjusted = sure(cuped(arms.map((arm) => momentsOf([of(arm, "spend"), of(arm, "history")]))));
  figures.cupedTheta = adjusted.theta;
  figures.cupedVarianceReduction = adjusted.varianceReduction;
  for (const [i, arm] of arms.slice(1).entries()) {
    const lift = sure(compareArms(adjusted.arms[0]!, adjusted.arms[i + 1] as SampleSummary));
    figures[`spendEffect.${i === 0 ? "mens" : "womens"}`] = lift.estimate;
    p[`spend.${arm}`] = lift.pValue;
  }
  const names = Object.keys(p);
  for (const [i, value] of adjustPValues(Object.values(p), "holm").entries()) figures[`holmP.${names[i]}`] = value;
  return figures;
}
