import type { MergedNumbers } from "@aisle/app/monitors/read/merge-hours";
import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import { isDegenerate } from "@aisle/stats/degenerate";
import { kolmogorovSmirnov } from "@aisle/stats/drift/kolmogorov-smirnov";
import { psiOfSamples } from "@aisle/stats/drift/psi";
import { ksOfSketches, psiOfSketches } from "@aisle/stats/sketches/compare-sketches";

const columns: { readonly [key: string]: (decision: MonitoredDecision) => number | undefined } = {
  "request.number0": ({ request }) => request.number0 as number,
  "request.number5": ({ request }) => request.number5 as number,
  latency: ({ totalMs }) => totalMs,
  "score of rank 3": ({ slots }) => slots[2]?.score,
  "latency of rank": ({ steps }) => steps.find(({ node }) => node === "rank")?.durationMs,
};

/** Values of some columns as they were, in two windows, to be held against what sketches say. */
export class RawColumns {
  readonly #values = new Map<string, { readonly before: number[]; readonly now: number[] }>();

  add(decisions: readonly MonitoredDecision[], side: "before" | "now"): void {
    for (const [key, numberOf] of Object.entries(columns)) {
      const values = this.#values.get(key) ?? { before: [], now: [] };
      this.#values.set(key, values);
      for (const decision of decisions) {
        const value = numberOf(decision);
        if (value !== undefined) values[side].push(value);
      }
    }
  }

  /** The largest differences between statistics of sketches and of the values. */
  errors(before: MergedNumbers, now: MergedNumbers): { readonly ks: number; readonly psi: number } {
    let [ks, psi] = [0, 0];
    for (const [key, values] of this.#values) {
      const sketches = [before.get(key)!, now.get(key)!] as const;
      const ofSketches = [ksOfSketches(...sketches), psiOfSketches(...sketches)] as const;
      const raw = [
        kolmogorovSmirnov(values.before, values.now, { method: "asymptotic" }),
        psiOfSamples(values.before, values.now, { binning: { kind: "quantiles", count: 10 } }),
      ] as const;
      if (isDegenerate(ofSketches[0]) || isDegenerate(ofSketches[1]) || isDegenerate(raw[0]) || isDegenerate(raw[1]))
        throw new Error(`${key} has no statistics`);
      ks = Math.max(ks, Math.abs(ofSketches[0].statistic - raw[0].statistic));
      psi = Math.max(psi, Math.abs(ofSketches[1].psi - raw[1]));
    }
    return { ks, psi };
  }
}
