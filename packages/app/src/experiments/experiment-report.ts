import type { Metric } from "@aisle/contracts/metric";
import {
  type ArmEffect,
  hasValue,
  type NotReadable,
  type Reading,
  type ReadingInterval,
} from "@aisle/contracts/reading";
import { minorDigits } from "../imports/parse-amount.ts";
import type { Report, ReportBlock } from "../reports/report.ts";
import { shownShare, signedShare } from "./experiment-verdict.ts";
import type { ExperimentDetail } from "./experiments-shapes.ts";

type Effect = ArmEffect | ({ readonly arm: string } & NotReadable);

/** The report of an experiment on a page: each number with its units and its method. `at` is when it is made. */
export function experimentReport(experiment: ExperimentDetail, at: Date): Report {
  const { name, verdict, reading, spec, decision } = experiment;
  const line = (kind: "title" | "quiet" | "lead" | "verdict" | "text", text: string): readonly ReportBlock[] =>
    text === "" ? [] : [{ kind, text }];
  const decided =
    decision === null
      ? ""
      : `Decided on ${day(decision.at)}${decision.by === null ? "" : ` by ${decision.by}`}: ${decision.reason}`;
  const read = reading === null ? "" : `, of the reading of ${minute(new Date(reading.at))}`;
  return {
    title: name,
    blocks: [
      ...line("title", name),
      ...line("quiet", about(experiment)),
      ...line("lead", spec.hypothesis),
      ...line("verdict", verdict.headline),
      ...line("text", verdict.detail),
      ...line("text", decided),
      ...(reading === null ? line("text", "It was not read yet.") : warning(reading)),
      ...(reading === null ? [] : lifts(experiment, reading)),
      ...arms(experiment),
      ...(reading === null ? [] : readout(experiment, reading)),
      ...line("quiet", methods(experiment)),
      ...line("quiet", `Made on ${minute(at)}${read}.`),
    ],
  };
}

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

function about({ key, state, pipeline, startedAt, stoppedAt, dayOfPlan, demo }: ExperimentDetail): string {
  const parts = [
    `Key ${key}`,
    ...(pipeline === null ? [] : [`on ${pipeline.name}`]),
    state,
    ...(startedAt === null ? [] : [`since ${day(startedAt)}`]),
    ...(stoppedAt === null ? [] : [`until ${day(stoppedAt)}`]),
    ...(dayOfPlan === null ? [] : [`day ${dayOfPlan}`]),
    ...(demo ? ["made by simulated traffic"] : []),
  ];
  return parts.join(", ");
}

function arms({ arms: all, reading }: ExperimentDetail): readonly ReportBlock[] {
  const rows = all.map(({ key, name, weight, changes }) => [
    name,
    shownShare(weight),
    reading === null ? "" : number(reading.units[key] ?? 0),
    changes.join("\n"),
  ]);
  const head = ["Arm", "Weight", "Units (n)", "What differs"];
  return [
    { kind: "heading", text: "Arms" },
    { kind: "table", head, rows, numbers: [1, 2], widths: [3, 1, 1.2, 8] },
  ];
}

function warning({ withheld }: Reading): readonly ReportBlock[] {
  return withheld ? [{ kind: "warning", text: "The numbers below must not be believed: a check is broken." }] : [];
}

/** The lift of each arm on the primary metric over the days. */
function lifts({ spec, arms: all }: ExperimentDetail, { days, metrics: read }: Reading): readonly ReportBlock[] {
  const primary = read.find(({ role }) => role === "primary");
  const metric = spec.metrics.find(({ metric: { id } }) => id === primary?.metric)?.metric.name ?? "the primary metric";
  return all.slice(1).flatMap(({ key, name }): readonly ReportBlock[] => {
    const points = days.flatMap(({ day: label, effects }) => {
      const effect = effects.find(({ arm }) => arm === key);
      if (effect === undefined || "reason" in effect) return [];
      const chosen = chosenOf(effect, spec.method);
      return "reason" in chosen ? [] : [{ label, estimate: effect.estimate, ...chosen.interval }];
    });
    if (points.length < 2) return [];
    const title = `${metric}: ${name} against ${all[0]?.name ?? "the control"}, by day, with its ${levelOf(spec)} interval`;
    return [
      { kind: "heading", text: title },
      { kind: "chart", title, points },
    ];
  });
}

function readout(experiment: ExperimentDetail, reading: Reading): readonly ReportBlock[] {
  return [...metrics(experiment, reading), ...checks(reading), ...segments(experiment, reading)];
}

function metrics({ spec, arms: all }: ExperimentDetail, { metrics: read, currency }: Reading): readonly ReportBlock[] {
  const head = ["Metric", "Arm", "n", "Sum", "Value", "Change", `${levelOf(spec)} interval`, "p", "Reading", "Method"];
  const rows = read.flatMap((one) => {
    const asked = spec.metrics.find(({ metric: { id } }) => id === one.metric);
    const metric = asked?.metric;
    const role = asked?.addedAt === undefined ? one.role : `${one.role}, added ${day(asked.addedAt)}`;
    return one.arms.map((figure, at) => {
      const effect = one.effects.find(({ arm }) => arm === figure.arm);
      return [
        at === 0 ? `${metric?.name ?? one.metric} (${role})` : "",
        all.find(({ key }) => key === figure.arm)?.name ?? figure.arm,
        number(figure.units),
        (metric?.unit === "money" ? moneyText(figure.sum, currency) : number(figure.sum)) +
          (figure.perSum === undefined ? "" : ` of ${number(figure.perSum)}`),
        hasValue(figure) ? value(figure.mean, metric, currency) : "–",
        ...effectCells(effect, spec.method),
        one.verdicts[figure.arm] ?? "",
        at === 0 ? one.method : "",
      ];
    });
  });
  return [
    { kind: "heading", text: "Metrics" },
    { kind: "table", head, rows, widths: [2.4, 1.6, 1, 1.4, 1.2, 1.1, 2, 1.6, 1.2, 2] },
  ];
}

/** Change, interval and p by the method that the experiment decides by. */
function effectCells(
  effect: Effect | undefined,
  method: ExperimentDetail["spec"]["method"],
): readonly [string, string, string] {
  if (effect === undefined) return ["", "", ""];
  if ("reason" in effect) return ["", effect.reason, ""];
  const chosen = chosenOf(effect, method);
  if ("reason" in chosen) return [signedShare(effect.estimate), chosen.reason, ""];
  const p =
    "pValue" in chosen
      ? `${shownP(chosen.pValue)} (corrected ${shownP(effect.adjustedPValue)})`
      : `chance to win ${shownShare(chosen.chanceToWin)}`;
  return [signedShare(effect.estimate), range(chosen.interval), p];
}

function chosenOf({ fixed, sequential, bayesian }: ArmEffect, method: ExperimentDetail["spec"]["method"]) {
  return method === "frequentist" ? fixed : method === "sequential" ? sequential : bayesian;
}

const markOf = { clear: "✓", open: "–", warning: "!", broken: "✗" } as const;

function checks({ health }: Reading): readonly ReportBlock[] {
  return [
    { kind: "heading", text: "Can it be trusted?" },
    { kind: "list", items: health.map(({ state, message }) => `${markOf[state]} ${message}`) },
  ];
}

function segments({ spec, arms: all }: ExperimentDetail, { segments: parts }: Reading): readonly ReportBlock[] {
  if (parts.length === 0) return [];
  const rows = parts.flatMap(({ dimension, value: name, share, units, effects }) =>
    effects.map((effect) => {
      const [change, interval] = effectCells(effect, spec.method);
      const arm = all.find(({ key }) => key === effect.arm)?.name ?? effect.arm;
      return [dimension, name, shownShare(share), arm, number(units[effect.arm] ?? 0), change, interval];
    }),
  );
  const head = ["Segment", "Value", "Share", "Arm", "n", "Change", "Interval (corrected)"];
  return [
    { kind: "heading", text: "Segments of the primary metric" },
    { kind: "table", head, rows, widths: [2, 2, 1, 2, 1, 1.2, 3] },
  ];
}

function methods({ spec }: ExperimentDetail): string {
  const by = {
    frequentist: "one reading at the planned end",
    sequential: "intervals that are valid on any day",
    bayesian: "a Bayesian reading",
  };
  const correction =
    spec.correction === "none"
      ? "no correction for many metrics"
      : `${spec.correction === "holm" ? "Holm's" : "Benjamini and Hochberg's"} correction within each role`;
  return `Decided by ${by[spec.method]} at ${levelOf(spec)}, with ${correction}; changes are relative to the control. Every method is described with its source in docs/statistics.md.`;
}

function range({ low, high }: ReadingInterval): string {
  return `${low === null ? "−∞" : signedShare(low)} to ${high === null ? "∞" : signedShare(high)}`;
}

function value(mean: number, metric: Metric | undefined, currency: string | undefined): string {
  if (metric?.unit === "share") return shownShare(mean);
  if (metric?.unit === "money") return moneyText(mean, currency);
  return metric?.unit === "milliseconds" ? `${number(mean)} ms` : number(mean);
}

function number(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) >= 1000 ? 0 : 3 });
}

/** Minor units as whole ones, with the currency where it is known. */
function moneyText(minor: number, currency: string | undefined): string {
  const amount = number(minor / 10 ** minorDigits(currency));
  return currency === undefined ? amount : `${amount} ${currency}`;
}

function shownP(p: number): string {
  return p < 0.0001 ? "< 0.0001" : p.toPrecision(2);
}

const levelOf = ({ level }: Pick<ExperimentDetail["spec"], "level">) => `${number(100 * level)} %`;

const day = (at: string) => at.slice(0, 10);
