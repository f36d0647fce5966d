import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Router } from "wouter";
import type { ArmEffect, ExperimentDetail, Metric, MetricReading, Reading } from "../../../server/experiment-types.ts";
import { decisionOptions } from "./decision-options.ts";
import { HealthCard } from "./health-card.tsx";
import { MetricsCard } from "./metrics-card.tsx";
import { SegmentsCard } from "./segments-card.tsx";
import { summaryText } from "./summary-text.ts";
import { VerdictHead } from "./verdict-head.tsx";

const metric = (id: string, name: string, unit: Metric["unit"], better: Metric["better"] = "higher"): Metric => ({
  id,
  name,
  kind: "mean",
  measure: { source: { from: "events", name: "Order Completed" }, value: { add: "value" } },
  attribution: "unit",
  windowHours: 168,
  cupedDays: 14,
  better,
  unit,
});
const effect = (estimate: number, half: number): ArmEffect => ({
  arm: "b",
  estimate,
  standardError: half / 1.96,
  fixed: { pValue: 0.0312, interval: { low: estimate - half / 2, high: estimate + half / 2 } },
  adjustedPValue: 0.0624,
  sequential: { pValue: 0.2, interval: { low: estimate - half, high: estimate + half } },
  bayesian: {
    chanceToWin: 0.9,
    interval: { low: estimate - half, high: estimate + half },
    riskOfTreatment: 0.002,
    riskOfControl: 0.021,
  },
});
const figures = (mean: number) =>
  ["a", "b"].map((arm) => ({
    arm,
    units: 30_000,
    sum: mean * 30_000,
    mean,
    variance: 4,
    interval: { low: mean - 1, high: mean + 1 },
  }));
const read = (id: string, role: MetricReading["role"], mean: number, some: Partial<MetricReading>): MetricReading => ({
  metric: id,
  role,
  arms: figures(mean),
  effects: [effect(0.021, 0.047)],
  verdicts: { b: "too-early" },
  method: "cuped",
  ...some,
});
const reading: Reading = {
  at: Date.parse("2026-11-18T12:00:00Z"),
  units: { a: 30_641, b: 30_563 },
  crossedOver: 12,
  metrics: [
    read("revenue", "primary", 341.2, { varianceReduction: 0.31 }),
    read("returns", "secondary", 0.081, {
      effects: [{ arm: "b", reason: "Returns take 30 days; 5 have passed." }],
      verdicts: { b: "not-readable" },
    }),
    read("latency", "guardrail", 60, { verdicts: { b: "hurt" } }),
  ],
  segments: [
    {
      dimension: "device",
      value: "phone",
      share: 0.71,
      units: { a: 20_000, b: 19_000 },
      sampleRatioP: 0.00001,
      effects: [effect(0.026, 0.02)],
    },
    {
      dimension: "device",
      value: "",
      share: 0.29,
      units: { a: 1, b: 1 },
      sampleRatioP: null,
      effects: [{ arm: "b", reason: "Too few units." }],
    },
  ],
  health: [
    {
      check: "sample-ratio",
      state: "broken",
      message: "30,641 against 25,000 where half was planned.",
      at: "device = phone",
      numbers: { "Units in A": 30641, p: 0.00001 },
    },
    { check: "novelty", state: "clear", message: "No trend over the days.", numbers: {} },
  ],
  withheld: true,
  days: [{ day: "2026-11-14", exposed: { a: 1, b: 1 }, effects: [effect(0.021, 0.047)] }],
};
const detail: ExperimentDetail = {
  id: "exp_1",
  key: "margin",
  name: "Margin weight",
  kind: "test",
  state: "running",
  pipeline: { id: "pipe_1", name: "Home", slug: "home" },
  createdAt: "2026-11-13T00:00:00.000Z",
  startedAt: "2026-11-14T00:00:00.000Z",
  stoppedAt: null,
  stopReason: null,
  warnings: [],
  weights: [],
  day: 5,
  dayOfPlan: "5 of 14",
  plannedDays: 14,
  units: 61_204,
  verdict: { kind: "withheld", headline: "Withheld: the split is not as planned", detail: "Fix it first." },
  primary: null,
  archived: false,
  demo: false,
  revision: 3,
  versionId: "ver_1",
  versionNumber: 2,
  liveNumber: null,
  spec: {
    hypothesis: "",
    unit: { kind: "session", field: "sessionId" },
    coverage: 1,
    metrics: [
      { metric: metric("revenue", "Revenue per session", "money"), role: "primary" },
      { metric: metric("returns", "Returns", "share", "lower"), role: "secondary" },
      { metric: metric("latency", "p95 latency", "milliseconds", "lower"), role: "guardrail", limit: 0.05 },
    ],
    method: "sequential",
    correction: "holm",
    level: 0.95,
    plannedDays: 14,
    planned: { effect: 0.03, power: 0.8, units: 164_000 },
    segments: ["device"],
  },
  arms: [
    { key: "a", name: "A", weight: 0.5, edits: [], changes: [], nodes: [] },
    {
      key: "b",
      name: "B",
      weight: 0.5,
      edits: [],
      changes: ["Re-rank, weight of margin: 0.15 → 0.30"],
      nodes: ["rank"],
    },
  ],
  problem: null,
  reading,
  annotations: [],
  decision: null,
  collisions: [],
  holdoutShare: 0,
  can: { edit: true, start: false, stop: true, decide: true, archive: false },
};

const markup = (children: ReactNode) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <Router ssrPath="/experiments/exp_1">{children}</Router>
      </MantineProvider>
    </QueryClientProvider>,
  );
const shown = (children: ReactNode) =>
  markup(children)
    .replace(/<style[\s\S]*?<\/style>/g, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

it("says the verdict, the day and the units of the plan", () => {
  const text = shown(<VerdictHead detail={detail} />);
  expect(text).toMatch(/Withheld: the split is not as planned .*Fix it first/);
  expect(text).toContain("Day 5 of 14");
  expect(text).toContain("61,204 of 164,000 sessions");
  expect(text).toMatch(/Planned to detect ± ?3\.0 % with 80 % power/);
});

it("opens the numbers behind a verdict, and none where it is withheld", () => {
  expect(shown(<VerdictHead detail={detail} />)).not.toContain("numbers behind it");
  const read = { ...detail, reading: { ...reading, withheld: false } } as ExperimentDetail;
  expect(shown(<VerdictHead detail={read} />)).toMatch(/Revenue per session: +\+2\.1 % *, numbers behind it/);
});

it("puts a broken check first, where it is, and says that the verdict is withheld", () => {
  const text = shown(<HealthCard checks={reading.health.toReversed()} withheld />);
  expect(text).toMatch(
    /1 of 2 clear .*withheld .*The split is not as planned.*At: device = phone.*The effect is steady/,
  );
  expect(shown(<HealthCard checks={[]} withheld={false} />)).toMatch(/not checked yet/);
});

it("shows values by arm in their units, the deciding interval, reasons in place of figures, and guardrails with their limit", () => {
  const text = shown(<MetricsCard detail={detail} reading={{ ...reading, withheld: false }} currency="EUR" />);
  expect(text).toMatch(/Revenue per session .*€3\.41.* \+2\.1 %.*−2\.6 % to \+6\.8 % .*too early/);
  expect(text).toMatch(/Returns .*Returns take 30 days; 5 have passed\./);
  expect(text).toMatch(/Guardrails p95 latency limit \+5 % .*60 ms.*hurt/);
  expect(text).toMatch(/95 % intervals, any false alarm held \(Holm\), CUPED −31 % variance/);
  expect(shown(<MetricsCard detail={detail} reading={reading} currency="EUR" />)).not.toMatch(/too early|hurt/);
  // The limit of a metric that is better when higher stands on the other side.
  const [first, second, third] = detail.spec.metrics;
  const higher = { ...third!, metric: { ...third!.metric, better: "higher" as const } };
  const turned = { ...detail, spec: { ...detail.spec, metrics: [first!, second!, higher] } };
  expect(shown(<MetricsCard detail={turned} reading={reading} currency="EUR" />)).toContain("limit −5 %");
});

it("shows no value, and no 0, of a sample that cannot be read", () => {
  const arms = figures(0).map((arm) => ({ ...arm, variance: 0, interval: { reason: "No rows." } }));
  const metrics = reading.metrics.map((one) => (one.metric === "latency" ? { ...one, arms } : one));
  const text = shown(<MetricsCard detail={detail} reading={{ ...reading, metrics }} currency="EUR" />);
  expect(text).toMatch(/p95 latency limit \+5 % .*–.*–/);
  expect(text).not.toMatch(/\b0 ms/);
});

it("breaks the effect down by segment, and says where the split is uneven or nothing can be read", () => {
  const text = shown(<SegmentsCard detail={detail} reading={reading} />);
  expect(text).toMatch(/2 parts tried, 1 stands out .*Device .*phone .*uneven split .*71 % .*\+2\.6 %/);
  expect(text).toMatch(/not given .*Too few units\./);
});

it("offers what each decision risks, and going on only while it runs", () => {
  expect(decisionOptions(detail).map(({ title, help }) => [title, help])).toEqual([
    ["Keep running", "Reads itself out on Sat 28 Nov."],
    ["Ship B", "10 % chance that it is worse; expected loss 0.20 %."],
    ["Keep A", "Nothing changes for shoppers; expected loss 2.1 %."],
  ]);
  expect(decisionOptions({ ...detail, state: "stopped" }).map(({ title }) => title)).toEqual(["Ship B", "Keep A"]);
});

it("sums up in plain text, without a verdict of a metric where the reading is withheld", () => {
  const text = summaryText(detail, "http://studio/experiments/exp_1");
  expect(text.split("\n")).toEqual([
    "Margin weight",
    "Withheld: the split is not as planned",
    "Fix it first.",
    "Day 5 of 14, 61,204 sessions.",
    "- Revenue per session, B: +2.1 % (−2.6 % to +6.8 %), withheld",
    "- Returns, B: Returns take 30 days; 5 have passed.",
    "- p95 latency, B: +2.1 % (−2.6 % to +6.8 %), withheld",
    "http://studio/experiments/exp_1",
  ]);
});
