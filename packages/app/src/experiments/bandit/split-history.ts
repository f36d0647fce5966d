import type { Experiment } from "@aisle/contracts/experiment";

/** The split of an experiment from a time on, by arm in the order of its spec. */
export interface SplitPeriod {
  /** Milliseconds since 1970; the first has none before it. */
  readonly from: number;
  readonly odds: readonly number[];
}

/** Which odds each arm had when, the oldest first: those of the spec, then the weights that followed. */
export function splitHistory({ spec, weights = [] }: Pick<Experiment, "spec" | "weights">): readonly SplitPeriod[] {
  const { arms } = spec;
  return [
    { from: Number.NEGATIVE_INFINITY, odds: arms.map(({ weight }) => weight) },
    ...weights.map(({ at, weights: by }) => ({ from: at, odds: arms.map(({ key }) => by[key] ?? 0) })),
  ];
}

/** The split that holds now. */
export function currentSplit(experiment: Pick<Experiment, "spec" | "weights">): readonly number[] {
  return splitHistory(experiment).at(-1)!.odds;
}

/** The period that holds an instant. */
export function periodAt(history: readonly SplitPeriod[], at: number): SplitPeriod {
  let [low, high] = [0, history.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (history[middle]!.from <= at) low = middle;
    else high = middle - 1;
  }
  return history[low]!;
}
