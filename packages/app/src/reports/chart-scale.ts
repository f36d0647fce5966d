import type { ReportChart } from "./report.ts";

/** Where a chart's points lie, 0–1 from left to right and from top to bottom. */
export interface ChartScale {
  readonly x: (point: number) => number;
  /** Values outside of the axis are put on its edge. */
  readonly y: (value: number) => number;
  /** Values that the axis names, ascending. */
  readonly ticks: readonly number[];
}

const steps = [1, 2, 5];

/**
 * An axis on which the later half of the intervals has room: the first days' are so wide that all else would be a line. Zero is on it.
 */
export function chartScale({ points }: ReportChart): ChartScale {
  const late = points.slice(Math.floor(points.length / 2));
  const values = [0, ...late.flatMap(({ low, estimate, high }) => [low ?? estimate, estimate, high ?? estimate])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = stepOf((most - least) / 3);
  const from = Math.floor(least / step) * step;
  const to = Math.max(from + step, Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
  return {
    x: (point) => (points.length < 2 ? 0.5 : point / (points.length - 1)),
    y: (value) => Math.min(1, Math.max(0, (to - value) / (to - from))),
    ticks,
  };
}

/** The next of 1, 2, 5, 10 … times a power of ten. */
function stepOf(least: number): number {
  if (!(least > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (steps.find((one) => one * power >= least) ?? 10);
}
