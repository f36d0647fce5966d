import { type QuantileSketch, weightedValues } from "@aisle/stats/sketches/quantile-sketch";
import type { HourSketches } from "../sketch/hour-sketches.ts";
import { BinFinder } from "./bin-finder.ts";

const numberBins = 20;

/** A monitor as counts over bins that are the same in every hour, so that any window is a sum. */
export interface BinnedMonitor {
  readonly key: string;
  readonly kind: "numbers" | "values" | "form" | "share";
  readonly labels: readonly string[];
  /** Of what follows an answer: its latest hours still fill. */
  readonly fills?: true;
  /** Of numbers: where bins end, one fewer than there are bins. */
  readonly edges?: Float64Array;
  /** Adds an hour's counts, from `at` on in `into`. */
  readonly addTo: (hour: HourSketches, into: Float64Array, at: number) => void;
}

/** Numbers over bins cut at the quantiles of a window, one bin for each of up to 20 values. */
export function numberMonitor(key: string, sketch: QuantileSketch): BinnedMonitor {
  const edges = cutsOf(sketch);
  const finder = new BinFinder(edges);
  return {
    key,
    kind: "numbers",
    edges,
    labels: Array.from({ length: edges.length + 1 }, (_, i) => labelOf(edges[i - 1], edges[i])),
    addTo(hour, into, at) {
      hour.numbers.get(key)?.eachLevel((values, weight) => finder.add(values, weight, into, at));
    },
  };
}

/** Values of a text, the others as one. */
export function valueMonitor(key: string, values: readonly string[]): BinnedMonitor {
  const places = new Map(values.map((value, i) => [value, i] as const));
  return {
    key,
    kind: "values",
    labels: [...values, "(other)"],
    addTo(hour, into, at) {
      const sketch = hour.texts.get(key);
      if (sketch === undefined) return;
      let other = sketch.total;
      for (const [value, weight] of sketch.counters) {
        const place = places.get(value);
        if (place === undefined) continue;
        into[at + place]! += weight;
        other -= weight;
      }
      into[at + values.length]! += Math.max(0, other);
    },
  };
}

/** Counts that exclude each other, and what is left of a whole. */
export function partMonitor(
  key: string,
  kind: Exclude<BinnedMonitor["kind"], "numbers">,
  parts: readonly { readonly label: string; readonly count: string }[],
  rest: string,
  wholeOf: (hour: HourSketches) => number,
): BinnedMonitor {
  return {
    key,
    kind,
    labels: [...parts.map(({ label }) => label), rest],
    addTo(hour, into, at) {
      let left = wholeOf(hour);
      for (const [i, { count }] of parts.entries()) {
        // An hour of an earlier Aisle counts what followed when it happened, and may have fewer answers.
        const part = Math.min(left, hour.counts.get(count) ?? 0);
        into[at + i]! += part;
        left -= part;
      }
      into[at + parts.length]! += left;
    },
  };
}

function cutsOf(sketch: QuantileSketch): Float64Array {
  const { values, cumulative } = weightedValues(sketch);
  const distinct = [...new Set(values)];
  if (distinct.length <= numberBins) {
    const last = distinct.at(-1) ?? 0;
    // What lies below all or above all has a bin of its own.
    return Float64Array.from(distinct.length === 0 ? [0] : [...distinct, last + Math.max(1e-9, Math.abs(last) * 1e-6)]);
  }
  const cuts = new Set<number>();
  for (let i = 1, at = 0; i < numberBins; i++) {
    while (cumulative[at]! < (i / numberBins) * sketch.n) at++;
    if (values[at]! > sketch.min!) cuts.add(values[at]!);
  }
  return Float64Array.from(cuts);
}

function labelOf(from: number | undefined, to: number | undefined): string {
  const said = (value: number) => String(Number(value.toPrecision(4)));
  if (from === undefined) return to === undefined ? "all" : `below ${said(to)}`;
  return to === undefined ? `${said(from)} and above` : `${said(from)} to ${said(to)}`;
}
