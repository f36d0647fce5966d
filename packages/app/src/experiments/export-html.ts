import type { Metric } from "@aisle/contracts/metric";
import {
  type ArmEffect,
  hasValue,
  type NotReadable,
  type Reading,
  type ReadingInterval,
} from "@aisle/contracts/reading";
import { minorDigits } from "../imports/parse-amount.ts";
import { shownShare, signedShare } from "./experiment-verdict.ts";
import type { ExperimentDetail } from "./experiments-shapes.ts";

type Effect = ArmEffect | ({ readonly arm: string } & NotReadable);

const style = `
:root { color-scheme: light; } * { box-sizing: border-box; }
body { font: 13px/1.45 system-ui, sans-serif; color: #222; background: #fff; margin: 32px auto; max-width: 900px; padding: 0 24px; }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 14px; margin: 22px 0 6px; } p { margin: 4px 0; }
.lead { font-size: 15px; } .quiet { color: #555; } .verdict { font-weight: 650; font-size: 17px; margin: 14px 0 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid #ddd; vertical-align: top; }
th { font-weight: 600; } td.n, th.n { text-align: right; } ul { margin: 4px 0; padding: 0; list-style: none; }
.wide { overflow-x: auto; }
@page { size: A4; margin: 14mm; }
@media print { .wide { overflow: visible; } body { margin: 0; padding: 0; max-width: none; font-size: 10.5px; } tr, li { break-inside: avoid; } h2 { break-after: avoid; } }
`;

/** The report of an experiment as one page that stands alone and prints; each number with its units and its method. */
export function exportHtml(experiment: ExperimentDetail, at: Date): string {
  const { name, verdict, reading, spec, decision } = experiment;
  return (
    [
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
      `<title>${escaped(name)}</title><style>${style}</style></head><body>`,
      `<h1>${escaped(name)}</h1><p class="quiet">${escaped(about(experiment))}</p>`,
      spec.hypothesis === "" ? "" : `<p class="lead">${escaped(spec.hypothesis)}</p>`,
      `<p class="verdict">${escaped(verdict.headline)}</p><p>${escaped(verdict.detail)}</p>`,
      decision === null
        ? ""
        : `<p>Decided on ${day(decision.at)}${decision.by === null ? "" : ` by ${escaped(decision.by)}`}: ${escaped(decision.reason)}</p>`,
      arms(experiment),
      reading === null ? "<p>It was not read yet.</p>" : readout(experiment, reading),
      `<p class="quiet">${escaped(methods(experiment))}</p>`,
      `<p class="quiet">Made on ${at.toISOString().slice(0, 16).replace("T", " ")} UTC${reading === null ? "" : `, of the reading of ${new Date(reading.at).toISOString().slice(0, 16).replace("T", " ")} UTC`}.</p>`,
      "</body></html>\n",
    ]
      .join("\n")
      // A number stays on the line of its unit.
      .replaceAll(" %", "\u00a0%")
  );
}

function about({ key, state, pipeline, startedAt, stoppedAt, day: days, plannedDays, demo }: ExperimentDetail): string {
  const parts = [
    `Key ${key}`,
    ...(pipeline === null ? [] : [`on ${pipeline.name}`]),
    state,
    ...(startedAt === null ? [] : [`since ${day(startedAt)}`]),
    ...(stoppedAt === null ? [] : [`until ${day(stoppedAt)}`]),
    ...(days === null ? [] : [`day ${days} of ${plannedDays}`]),
    ...(demo ? ["made by simulated traffic"] : []),
  ];
  return parts.join(", ");
}

function arms({ arms: all, reading }: ExperimentDetail): string {
  const rows = all.map(({ key, name, weight, changes }) => {
    const units = reading === null ? "" : number(reading.units[key] ?? 0);
    return `<tr><td>${escaped(name)}</td><td class="n">${shownShare(weight)}</td><td class="n">${units}</td><td>${changes.map(escaped).join("<br>")}</td></tr>`;
  });
  return `<h2>Arms</h2><div class="wide"><table><thead><tr><th>Arm</th><th class="n">Weight</th><th class="n">Units (n)</th><th>What differs</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function readout(experiment: ExperimentDetail, reading: Reading): string {
  const withheld = reading.withheld
    ? "<p><strong>The numbers below must not be believed: a check is broken.</strong></p>"
    : "";
  return [withheld, metrics(experiment, reading), checks(reading), segments(experiment, reading)].join("");
}

function metrics({ spec, arms: all }: ExperimentDetail, { metrics: read, currency }: Reading): string {
  const head = ["Metric", "Arm", "n", "Sum", "Value", "Change", `${levelOf(spec)} interval`, "p", "Reading", "Method"];
  const rows = read.flatMap((one) => {
    const metric = spec.metrics.find(({ metric: { id } }) => id === one.metric)?.metric;
    return one.arms.map((figure, at) => {
      const effect = one.effects.find(({ arm }) => arm === figure.arm);
      const cells = [
        at === 0 ? `${escaped(metric?.name ?? one.metric)} <span class="quiet">(${one.role})</span>` : "",
        escaped(all.find(({ key }) => key === figure.arm)?.name ?? figure.arm),
        number(figure.units),
        (metric?.unit === "money" ? moneyText(figure.sum, currency) : number(figure.sum)) +
          (figure.perSum === undefined ? "" : ` of ${number(figure.perSum)}`),
        hasValue(figure) ? value(figure.mean, metric, currency) : "–",
        ...effectCells(effect, spec.method),
        escaped(one.verdicts[figure.arm] ?? ""),
        at === 0 ? escaped(one.method) : "",
      ];
      return `<tr>${cells.map((text) => `<td>${text}</td>`).join("")}</tr>`;
    });
  });
  return `<h2>Metrics</h2><div class="wide"><table><thead><tr>${head.map((title) => `<th>${title}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** Change, interval and p by the method that the experiment decides by. */
function effectCells(
  effect: Effect | undefined,
  method: ExperimentDetail["spec"]["method"],
): readonly [string, string, string] {
  if (effect === undefined) return ["", "", ""];
  if ("reason" in effect) return ["", escaped(effect.reason), ""];
  const chosen =
    method === "frequentist" ? effect.fixed : method === "sequential" ? effect.sequential : effect.bayesian;
  if ("reason" in chosen) return [signedShare(effect.estimate), escaped(chosen.reason), ""];
  const p =
    "pValue" in chosen
      ? `${shownP(chosen.pValue)} (corrected ${shownP(effect.adjustedPValue)})`
      : `chance to win ${shownShare(chosen.chanceToWin)}`;
  return [signedShare(effect.estimate), range(chosen.interval), p];
}

function checks({ health }: Reading): string {
  const items = health.map(
    ({ state, message }) => `<li>${state === "clear" ? "✓" : state === "warning" ? "!" : "✗"} ${escaped(message)}</li>`,
  );
  return `<h2>Can it be trusted?</h2><ul>${items.join("")}</ul>`;
}

function segments({ spec, arms: all }: ExperimentDetail, { segments: parts }: Reading): string {
  if (parts.length === 0) return "";
  const rows = parts.flatMap(({ dimension, value: name, share, units, effects }) =>
    effects.map((effect) => {
      const [change, interval] = effectCells(effect, spec.method);
      const arm = all.find(({ key }) => key === effect.arm)?.name ?? effect.arm;
      const cells = [
        escaped(dimension),
        escaped(name),
        shownShare(share),
        escaped(arm),
        number(units[effect.arm] ?? 0),
        change,
        interval,
      ];
      return `<tr>${cells.map((text) => `<td>${text}</td>`).join("")}</tr>`;
    }),
  );
  return `<h2>Segments of the primary metric</h2><div class="wide"><table><thead><tr>${["Segment", "Value", "Share", "Arm", "n", "Change", "Interval (corrected)"].map((title) => `<th>${title}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
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
  return currency === undefined ? amount : `${amount} ${escaped(currency)}`;
}

function shownP(p: number): string {
  return p < 0.0001 ? "&lt; 0.0001" : p.toPrecision(2);
}

const levelOf = ({ level }: Pick<ExperimentDetail["spec"], "level">) => `${number(100 * level)} %`;

const day = (at: string) => at.slice(0, 10);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
