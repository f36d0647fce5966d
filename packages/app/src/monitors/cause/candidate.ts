import type { Cause } from "@aisle/contracts/explanation";
import type { ExplainedShare } from "@aisle/stats/decomposition/explained-share";
import type { ChangeInput } from "./change-input.ts";

/**
 * How a cause is known, the strongest first: `mechanism`, its part is measured and says what happened; `mix`, who asked changed;
 * `time`, it began when the change began; `place`, one segment changed and nothing says why.
 */
export type Grounds = "mechanism" | "mix" | "time" | "place";

/** A cause before it is known which others there are. */
export interface Candidate {
  readonly cause: Cause;
  readonly grounds: Grounds;
  /** Among those of the same grounds the higher comes first. */
  readonly weight: number;
  /** Answers that it touched, where it can be a consequence of another that touched as many. */
  readonly touched?: number;
}

/** A share as percent, with one digit more below ten. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${Number(value.toFixed(Math.abs(value) < 10 ? 1 : 0))} %`;
}

/** What a share says, such as "that explains 62 % of the fall (48 to 76 %)". */
export function explains({ share, low, high, change }: ExplainedShare): string {
  const whole = (value: number) => Math.round(100 * value);
  return `that explains ${whole(share)} % of the ${change < 0 ? "fall" : "rise"} (${whole(low)} to ${whole(high)} %)`;
}

/** A share and its interval, as a cause has them. */
export function shareOf({ share, low, high }: ExplainedShare): Pick<Cause, "share" | "interval"> {
  return { share, interval: [low, high] };
}

/** A time on the clocks of the workspace, such as "Tue 1 Dec, 14:00". */
export function timeText(at: number, timeZone: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone }).format(at);
}

/** The decisions of a segment in the window, as evidence. */
export function decisionsOf(
  { reading, window }: ChangeInput,
  dimension: string,
  value: string,
): Cause["evidence"][number] {
  return {
    kind: "decisions",
    of: reading.name,
    label: `Answers where ${dimension} is ${value}`,
    segment: { dimension, value },
    window,
  };
}
