import { isDegenerate } from "@aisle/stats/degenerate";
import { giniOfExposure } from "@aisle/stats/ranking/exposure";
import {
  distinctOfSampledCounts,
  mergeAllSampledCounts,
  type SampledCounts,
} from "@aisle/stats/sketches/sampled-counts";
import type { HourSketches } from "../sketch/hour-sketches.ts";
import type { BinnedMonitor } from "./monitor-bins.ts";

/** How many different products were shown, and how unevenly. */
interface Shown {
  readonly distinct: number;
  readonly gini: number;
}

/** Counts of monitors by hour: any window is a sum of rows. */
export class HourTable {
  readonly monitors: readonly BinnedMonitor[];
  readonly #places = new Map<number, number>();
  readonly #rows: number[] = [];
  readonly #items: SampledCounts[] = [];
  /** By monitor, hours times bins. */
  readonly #counts: Float64Array[];
  readonly #shown = new Map<string, Shown | undefined>();

  constructor(monitors: readonly BinnedMonitor[], maxHours: number) {
    this.monitors = monitors;
    this.#counts = monitors.map(({ labels }) => new Float64Array(labels.length * maxHours));
  }

  add(at: number, hour: HourSketches): void {
    const place = this.#rows.push(hour.rows) - 1;
    this.#places.set(at, place);
    this.#items.push(hour.items);
    for (const [i, { labels, addTo }] of this.monitors.entries()) addTo(hour, this.#counts[i]!, place * labels.length);
  }

  /** Counts of a monitor over hours; hours without rows add nothing. */
  counts(monitor: number, hours: readonly number[]): Float64Array {
    const bins = this.monitors[monitor]!.labels.length;
    const all = this.#counts[monitor]!;
    const sum = new Float64Array(bins);
    for (const at of hours) {
      const place = this.#places.get(at);
      if (place === undefined) continue;
      for (let bin = 0; bin < bins; bin++) sum[bin]! += all[place * bins + bin]!;
    }
    return sum;
  }

  rows(hours: readonly number[]): number {
    return hours.reduce((sum, at) => sum + (this.#rows[this.#places.get(at) ?? -1] ?? 0), 0);
  }

  /** How many different products were shown, and how unevenly (0 to 1); undefined where none was. */
  shown(hours: readonly number[]): Shown | undefined {
    // Days stand in the references of several others.
    const key = `${hours[0]} ${hours.length} ${hours.at(-1)}`;
    if (!this.#shown.has(key)) this.#shown.set(key, this.#shownOf(hours));
    return this.#shown.get(key);
  }

  #shownOf(hours: readonly number[]): Shown | undefined {
    const items = hours.map((at) => this.#items[this.#places.get(at) ?? -1]).filter((each) => each !== undefined);
    if (items.length === 0) return undefined;
    const merged = mergeAllSampledCounts(items);
    const gini = giniOfExposure([...merged.counts.values()]);
    return isDegenerate(gini) ? undefined : { distinct: distinctOfSampledCounts(merged).estimate, gini };
  }
}
