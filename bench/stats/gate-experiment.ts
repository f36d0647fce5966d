import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { twoProportionZ } from "@aisle/stats/effects/two-proportion-z";
import { dataFolder, readTable } from "../forecast/read-table.ts";
import { sure } from "./tally.ts";

/** Sample ratio and retention of the gate experiment (abtest-cookie-cats); the whole counts are its README's. */
export function gateExperiment(): Record<string, number | string> {
  const rows = readTable(`${dataFolder}/abtest-cookie-cats/players.csv.gz`);
  const arm = (name: string, outcome: string) => {
    const players = rows.filter((row) => row.test_version === name);
    return { successes: players.filter((row) => row[outcome]?.toLowerCase() === "true").length, n: players.length };
  };
  const whole = sure(sampleRatio([44_700, 45_489], [1, 1]));
  const visible = sure(sampleRatio([arm("gate_30", "retention_1").n, arm("gate_40", "retention_1").n], [1, 1]));
  const figures: Record<string, number | string> = {
    rows: rows.length,
    sampleRatioPWhole: whole.pValue,
    sampleRatioWhole: whole.verdict,
    sampleRatioPVisible: visible.pValue,
    sampleRatioVisible: visible.verdict,
  };
  for (const outcome of ["retention_1", "retention_7"]) {
    const [control, treatment] = [arm("gate_30", outcome), arm("gate_40", outcome)];
    figures[`${outcome}.gate_30`] = control.successes / control.n;
    figures[`${outcome}.gate_40`] = treatment.successes / treatment.n;
    figures[`${outcome}.p`] = sure(twoProportionZ(control, treatment)).pValue;
  }
  // The same test on the README's rates of all 90,189 players.
  for (const [outcome, from, to] of [
    ["retention_1", 0.4482, 0.4423],
    ["retention_7", 0.1902, 0.182],
  ] as const) {
    const control = { successes: Math.round(44_700 * from), n: 44_700 };
    const treatment = { successes: Math.round(45_489 * to), n: 45_489 };
    figures[`${outcome}.pWhole`] = sure(twoProportionZ(control, treatment)).pValue;
  }
  return figures;
}
