import type { FollowRule } from "@aisle/contracts/metric";

const minuteMs = 60_000;

/**
 * Something that a unit did, in milliseconds since 1970: `text` is a number of its text for a row that is counted (0 where it has none),
 * undefined for one that may follow.
 */
export interface FollowStep {
  readonly at: number;
  readonly text: number | undefined;
}

/** By time; of one time rows that may follow come last. */
export function inFollowOrder(a: FollowStep, b: FollowStep): number {
  return a.at - b.at || (b.text ?? -1) - (a.text ?? -1);
}

/**
 * Calls back for each row of one unit that counts by what came after it, with the time at which that was settled: no later step can change
 * it, so that a reading of a day is the same whenever it is made.
 */
export function followedRows<Step extends FollowStep>(
  steps: readonly Step[],
  { minutes, count }: Pick<FollowRule, "minutes" | "count">,
  take: (settledAt: number, first: Step) => void,
): void {
  const patience = minutes * minuteMs;
  let last = Number.NEGATIVE_INFINITY;
  let text = 0;
  let open: Step | undefined;
  const settle = (at: number, followed: boolean) => {
    if (open !== undefined && (count === "all" || (count === "followed") === followed)) take(at, open);
    open = undefined;
  };
  for (const step of steps) {
    const isOver = step.at > last + patience;
    if (isOver) settle(last + patience, false);
    if (step.text === undefined) {
      if (isOver) continue;
      settle(step.at, true);
    } else if (isOver || step.text === 0 || step.text !== text) {
      settle(step.at, false);
      text = step.text;
      open = step;
    }
    last = step.at;
  }
  settle(last + patience, false);
}
