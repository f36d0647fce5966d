import { existsSync } from "node:fs";
import { dataFolder } from "./forecast/read-table.ts";
import { bikeSharingFigures } from "./stats/drift-figures.ts";
import { emailExperiment } from "./stats/email-experiment.ts";
import { fashionBandit } from "./stats/fashion-bandit.ts";
import { gateExperiment } from "./stats/gate-experiment.ts";

type Figures = Record<string, number | string | boolean>;

/** Known figures of four public data sets, computed again; a data set that is not there is named as missing. */
export async function bench(): Promise<{ suite: string; figures: Figures }> {
  const sets: [string, () => Figures][] = [
    ["abtest-hillstrom-email", emailExperiment],
    ["abtest-cookie-cats", gateExperiment],
    ["bandit-zozo-obd", fashionBandit],
    ["drift-bike-sharing", bikeSharing],
  ];
  const figures: Figures = {};
  const missing: string[] = [];
  for (const [name, compute] of sets) {
    if (!existsSync(`${dataFolder}/${name}`)) missing.push(name);
    else for (const [figure, value] of Object.entries(compute())) figures[`${name}.${figure}`] = rounded(value);
  }
  if (missing.length > 0) figures.missing = missing.join(", ");
  return { suite: "stats-data", figures };
}

function bikeSharing(): Figures {
  const { weeks, meanCount } = bikeSharingFigures(`${dataFolder}/drift-bike-sharing/hour.csv.gz`);
  const figures: Figures = {};
  for (const week of weeks) {
    figures[`ks.${week.column}.week${week.week}`] = week.statistic;
    figures[`p.${week.column}.week${week.week}`] = week.pValue;
  }
  for (const [i, mean] of meanCount.entries()) figures[i === 0 ? "meanCount.reference" : `meanCount.week${i}`] = mean;
  return figures;
}

function rounded(value: number | string | boolean): number | string | boolean {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}
