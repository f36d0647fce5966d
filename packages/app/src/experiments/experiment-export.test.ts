import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { reportHtml } from "../reports/report-html.ts";
import { experimentReport } from "./experiment-report.ts";
import type { ExperimentDetail } from "./experiments-shapes.ts";
import { exportCsv } from "./export-csv.ts";
import { ExperimentFold } from "./fold/experiment-fold.ts";
import { readExperiment } from "./read/read-experiment.ts";

const start = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;

const bought: Metric = {
  id: "bought",
  name: "=Bought, <b>really</b>",
  kind: "proportion",
  measure: { source: { from: "events", name: "Order Completed" }, value: { add: "count" } },
  attribution: "unit",
  windowHours: 24,
  cupedDays: 0,
  better: "higher",
  unit: "share",
};
const spent: Metric = {
  ...bought,
  id: "spent",
  name: "Revenue",
  kind: "mean",
  unit: "money",
  measure: { ...bought.measure, value: { add: "value" } },
};
const spec: ExperimentSpec = {
  hypothesis: "A </body> of evidence",
  unit: { kind: "shopper", field: "shopperId" },
  arms: [
    { key: "a", name: "A", weight: 0.5, edits: [] },
    { key: "b", name: "Bold", weight: 0.5, edits: [] },
  ],
  coverage: 1,
  metrics: [
    { metric: bought, role: "primary" },
    { metric: spent, role: "secondary" },
  ],
  method: "frequentist",
  correction: "holm",
  level: 0.95,
  plannedDays: 14,
  segments: ["device"],
};

function detail(): ExperimentDetail {
  const fold = ExperimentFold.for(spec);
  for (let i = 0; i < 2000; i++) {
    const at = start + (i % 14) * dayMs;
    fold.addExposure(`u${i}`, i % 2 === 0 ? "a" : "b", at, { device: i % 3 === 0 ? "phone" : "desk" });
    if (i % 5 === 0 || (i % 2 === 1 && i % 7 === 0)) {
      fold.addRow(`u${i}`, at + 1000, 0, 1);
      fold.addRow(`u${i}`, at + 1000, 1, 1999);
    }
  }
  const [startedAt, stoppedAt] = [new Date(start), new Date(start + 14 * dayMs)];
  const reading = readExperiment(
    fold,
    { kind: "test", spec, startedAt, stoppedAt },
    { at: start + 16 * dayMs, timeZone: "UTC" },
  );
  const { arms, ...rest } = spec;
  return {
    id: "exp_1",
    key: "bold-1",
    name: "Bold & loud",
    kind: "test",
    state: "stopped",
    pipeline: { id: "p", name: "Home", slug: "home" },
    createdAt: startedAt.toISOString(),
    startedAt: startedAt.toISOString(),
    stoppedAt: stoppedAt.toISOString(),
    day: 14,
    dayOfPlan: "14 of 14",
    plannedDays: 14,
    units: 2000,
    verdict: { kind: "better", headline: "Bold is better", detail: "Bold leads." },
    primary: null,
    archived: false,
    demo: false,
    revision: 3,
    versionId: "v",
    versionNumber: 1,
    liveNumber: null,
    spec: rest,
    arms: arms.map((arm) => ({ ...arm, changes: arm.key === "b" ? ["Sort, order: “a” → “<i>”"] : [], nodes: [] })),
    problem: null,
    stopReason: null,
    warnings: [],
    weights: [],
    reading,
    annotations: [],
    decision: null,
    collisions: [],
    holdoutShare: 0,
    can: { edit: false, start: false, stop: false, decide: true, archive: true },
  };
}

const exportHtml = (experiment: ExperimentDetail, at: Date) => reportHtml(experimentReport(experiment, at));

describe("the rows of a readout", () => {
  it("say every figure of every metric, segment and day as it was read, and no formula", () => {
    const experiment = detail();
    const rows = parse(exportCsv(experiment), { columns: true }) as { readonly [column: string]: string }[];
    const of = (part: string) => rows.filter((row) => row.part === part);
    const { metrics, segments, days } = experiment.reading!;
    expect(of("metric")).toHaveLength(4);
    for (const { metric, role, arms, effects, method } of metrics)
      for (const figure of arms) {
        const name = metric === "bought" ? "'=Bought, <b>really</b>" : "Revenue";
        const row = of("metric").find((one) => one.name === name && one.arm === figure.arm)!;
        expect(row).toMatchObject({
          role,
          method,
          units: `${figure.units}`,
        });
        const cents = metric === "spent" ? 100 : 1;
        expect(Number(row.sum)).toBeCloseTo(figure.sum / cents, 9);
        expect(Number(row.mean)).toBeCloseTo(figure.mean / cents, 9);
        expect(Number(row.variance)).toBeCloseTo(figure.variance / cents ** 2, 9);
        const effect = effects.find(({ arm }) => arm === figure.arm);
        expect(row.effect).toBe(effect === undefined || "reason" in effect ? "" : `${effect.estimate}`);
      }
    expect(segments.length).toBeGreaterThan(1);
    expect(of("segment")).toHaveLength(2 * segments.length);
    expect(of("day")).toHaveLength(2 * days.length);
    expect(of("check")).toHaveLength(experiment.reading!.health.length);
  });
});

it("gives money in whole units of its currency, which it names", () => {
  const experiment = detail();
  const inYen = { ...experiment, reading: { ...experiment.reading!, currency: "JPY" } };
  const [figure] = experiment.reading!.metrics[1]!.arms;
  const rows = parse(exportCsv(inYen), { columns: true }) as { readonly [column: string]: string }[];
  expect(rows.find(({ name, arm }) => name === "Revenue" && arm === "a")).toMatchObject({
    currency: "JPY",
    sum: `${figure!.sum}`,
    mean: `${figure!.mean}`,
  });
  const sum = (amount: number, currency: string) =>
    `<td>${amount.toLocaleString("en", { maximumFractionDigits: 0 })} ${currency}</td>`;
  expect(exportHtml(inYen, new Date())).toContain(sum(figure!.sum, "JPY"));
  const inEuro = { ...experiment, reading: { ...experiment.reading!, currency: "EUR" } };
  expect(exportHtml(inEuro, new Date())).toContain(sum(figure!.sum / 100, "EUR"));
});

describe("the report", () => {
  it("stands alone: every metric with its units and its method, and no markup of anybody's texts", () => {
    const experiment = detail();
    const page = exportHtml(experiment, new Date(start + 20 * dayMs));
    for (const { arms, method } of experiment.reading!.metrics) {
      expect(page).toContain(method);
      for (const { units } of arms) expect(page).toContain(`<td>${units.toLocaleString("en")}</td>`);
    }
    expect(page).toContain("Bold &#38; loud");
    expect(page).toContain("@media print");
    expect(page).not.toMatch(/<b>|<i>|<script|src=|url\(|https?:/);
    expect(page.match(/<\/body>/g)).toHaveLength(1);
    const withheld = { ...experiment, reading: { ...experiment.reading!, withheld: true } };
    expect(exportHtml(withheld, new Date())).toContain("must not be believed");
    expect(exportHtml({ ...experiment, reading: null }, new Date())).toContain("not read yet");
  });
});
