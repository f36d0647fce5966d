import type { FindingKind, MonitorFinding } from "@aisle/contracts/monitor-reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { ksOfSketches, psiOfSketches } from "@aisle/stats/sketches/compare-sketches";
import { type QuantileSketch, quantileOf } from "@aisle/stats/sketches/quantile-sketch";
import { type Judged, sumOf } from "./judge-bins.ts";
import type { MergedHours } from "./merge-hours.ts";
import type { BinnedMonitor } from "./monitor-bins.ts";

/** A value that makes up so little is no new one yet. */
const newShare = 0.01;
const nearlyAll = 0.995;

type Described = Pick<MonitorFinding, "kind" | "statement" | "numbers" | "share">;

/** What changed, in a sentence. */
export function describeChange(
  { key, kind, labels }: BinnedMonitor,
  { before, now }: Judged,
  merged: { readonly before: MergedHours; readonly now: MergedHours },
): Described {
  const share = movedMost(labels, before, now);
  if (kind === "share") {
    const of = { of: key, before: before[0]! / sumOf(before), now: now[0]! / sumOf(now) };
    return { kind: "rate", share: of, statement: describeShare(key, percent(of.before), percent(of.now)) };
  }
  if (kind === "form") return describeForm(key.replace(/^form of /, ""), labels, before, now, share);
  if (kind === "values") {
    const isNew = share.before === 0 && share.now >= newShare;
    return {
      kind: isConstant(now) && !isConstant(before) ? "constant" : isNew ? "new-value" : "shift",
      share,
      statement: isNew
        ? `${key} has “${share.of}” in ${percent(share.now)} of rows, which it never had before.`
        : `The mix of ${key} changed: “${share.of}” went from ${percent(share.before)} to ${percent(share.now)}.`,
    };
  }
  const [earlier, later] = [merged.before.numbers.get(key), merged.now.numbers.get(key)];
  if (earlier === undefined || later === undefined)
    return { kind: "shift", statement: `The numbers of ${key} changed.` };
  const numbers = numbersOf(earlier, later);
  if (later.min === later.max && earlier.min !== earlier.max)
    return { kind: "constant", numbers, statement: `Every ${key} is ${figure(later.min!)} now; before they differed.` };
  return {
    kind: "shift",
    numbers,
    statement: `The distribution of ${key} moved: its median went from ${figure(numbers.medianBefore)} to ${figure(numbers.medianNow)}.`,
  };
}

const stepVerbs: { readonly [part: string]: string } = {
  skipped: "was skipped",
  "fell-back": "fell back",
  failed: "failed",
  "timed-out": "took too long",
};

function describeShare(key: string, before: string, now: string): string {
  const step = /^share (skipped|fell-back|failed|timed-out) of (.+)$/.exec(key);
  if (step !== null) return `The step “${step[2]}” ${stepVerbs[step[1]!]} in ${now} of its runs, ${before} before.`;
  const name = key === "click-through" || key === "conversion" || key === "add-to-cart" ? key : `the ${key}`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} went from ${before} to ${now}.`;
}

function describeForm(
  field: string,
  labels: readonly string[],
  before: Float64Array,
  now: Float64Array,
  share: NonNullable<MonitorFinding["share"]>,
): Described {
  const of = (counts: Float64Array, label: string) => counts[labels.indexOf(label)]! / sumOf(counts);
  const filled = (counts: Float64Array) => 1 - of(counts, "missing") - of(counts, "null");
  const said = (kind: FindingKind, statement: string): Described => ({ kind, share, statement });
  if (of(now, "missing") >= nearlyAll)
    return said(
      "vanished",
      `${field} is no longer sent; before it was in ${percent(1 - of(before, "missing"))} of rows.`,
    );
  if (filled(now) <= 1 - nearlyAll)
    return said("all-missing", `${field} has no value any more; before ${percent(filled(before))} of rows had one.`);
  if (of(before, "missing") >= nearlyAll)
    return said("appeared", `${field} is new: it is in ${percent(filled(now))} of rows.`);
  const typed = labels.filter((label) => label !== "missing" && label !== "null");
  const main = (counts: Float64Array) => typed.reduce((a, b) => (of(counts, b) > of(counts, a) ? b : a));
  const [was, is] = [main(before), main(now)];
  if (was !== is) return said("type", `${field} was a ${was} and is a ${is} in ${percent(of(now, is))} of rows now.`);
  return said("rate", `${field}: ${share.of} in ${percent(share.now)} of rows, ${percent(share.before)} before.`);
}

function movedMost(labels: readonly string[], before: Float64Array, now: Float64Array) {
  const [m, n] = [sumOf(before), sumOf(now)];
  let at = 0;
  const gap = (i: number) => Math.abs(now[i]! / n - before[i]! / m);
  for (let i = 1; i < labels.length; i++) if (gap(i) > gap(at)) at = i;
  return { of: labels[at]!, before: before[at]! / m, now: now[at]! / n };
}

function numbersOf(earlier: QuantileSketch, later: QuantileSketch): NonNullable<MonitorFinding["numbers"]> {
  const ks = ksOfSketches(earlier, later);
  const psi = psiOfSketches(earlier, later);
  const median = (sketch: QuantileSketch) => {
    const found = quantileOf(sketch, 0.5);
    return isDegenerate(found) ? 0 : found;
  };
  return {
    ks: isDegenerate(ks) ? 0 : ks.statistic,
    // A reference of one value has no quantiles to cut at: all of the others are beyond it.
    psi: isDegenerate(psi) ? 0 : psi.psi,
    medianBefore: median(earlier),
    medianNow: median(later),
  };
}

const isConstant = (counts: Float64Array): boolean => counts.filter((count) => count > 0).length === 1;

/** A share as percent, with one digit more below ten. */
function percent(share: number): string {
  const value = 100 * share;
  return `${Number(value.toFixed(value < 10 ? 2 : 1))} %`;
}

/** A number as a person reads it. */
export const figure = (value: number): string => Number(value.toPrecision(4)).toLocaleString("en");
