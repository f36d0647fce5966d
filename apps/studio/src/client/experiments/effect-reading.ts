import type { ArmEffect, ArmFigure, NotReadable, ReadingInterval } from "../../server/experiment-types.ts";

/** How a reading is looked at: valid on any day, at the planned end alone, or as a belief. */
export type Look = "sequential" | "fixed" | "bayesian";

export const looks: readonly { readonly value: Look; readonly label: string; readonly help: string }[] = [
  { value: "sequential", label: "Any day", help: "Valid whenever it is read (sequential)" },
  { value: "fixed", label: "Fixed end", help: "Valid once, at the planned end" },
  { value: "bayesian", label: "Bayesian", help: "A belief that starts at no effect" },
];

type Method = "frequentist" | "sequential" | "bayesian";

/** The look that a method of planning decides by. */
export function lookOf(method: Method): Look {
  return method === "frequentist" ? "fixed" : method;
}

export type EffectOrReason = ArmEffect | ({ readonly arm: string } & NotReadable);

/** Whether an effect, an interval or a figure could be computed. */
export function isReadable<T extends object>(one: T): one is Exclude<T, NotReadable> {
  return !("reason" in one);
}

/** Whether an arm's sample could be read: where it could not, mean and variance stand at 0 and the interval says why. */
export function hasValue({ mean, variance, interval }: ArmFigure): boolean {
  return mean !== 0 || variance !== 0 || isReadable(interval);
}

/** The interval of an effect in a look, or why there is none. */
export function intervalOf(effect: EffectOrReason, look: Look): ReadingInterval | NotReadable {
  if (!isReadable(effect)) return effect;
  const one = effect[look];
  return isReadable(one) ? one.interval : one;
}
