/** Counts how often named events happen, each over its own number of trials. */
export interface Tally {
  add: (name: string, happened: boolean) => void;
  shares: () => Record<string, number>;
  /** How often the event could have happened. */
  trials: (name: string) => number;
}

export function tally(): Tally {
  const counts = new Map<string, { yes: number; all: number }>();
  return {
    add: (name, happened) => {
      const count = counts.get(name) ?? { yes: 0, all: 0 };
      count.all++;
      if (happened) count.yes++;
      counts.set(name, count);
    },
    trials: (name) => counts.get(name)?.all ?? 0,
    shares: () =>
      Object.fromEntries([...counts].map(([name, { yes, all }]) => [name, Math.round((1e4 * yes) / all) / 1e4])),
  };
}

/** True when an interval holds the truth. */
export function holds(interval: { low: number; high: number }, truth: number): boolean {
  return interval.low <= truth && truth <= interval.high;
}

/** The value of a result that must not be degenerate. */
export function sure<T>(value: T): Exclude<T, { degenerate: unknown }> {
  if (typeof value === "object" && value !== null && "degenerate" in value) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { degenerate: unknown }>;
}
