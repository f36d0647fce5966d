import type { DecisionHead } from "@aisle/contracts/decision";

/** Experiments of a decision as the column `arms` has them: an arm, or an arm and what was hashed instead of the decision's unit. */
export type StoredArms = { readonly [experiment: string]: string | readonly [arm: string, unit: string] };

/** An arm that a unit has. */
export interface UnitArm {
  readonly experiment: string;
  readonly arm: string;
  readonly unit: string | undefined;
}

/** JSON text for the column `arms`. */
export function armsText({ arms = {}, units }: Pick<DecisionHead, "arms" | "units">): string {
  if (units === undefined) return JSON.stringify(arms);
  const stored = Object.entries(arms).map(([experiment, arm]) => {
    const unit = Object.hasOwn(units, experiment) ? units[experiment] : undefined;
    return [experiment, unit === undefined ? arm : [arm, unit]];
  });
  return JSON.stringify(Object.fromEntries(stored));
}

/** Every arm of a decision, with the unit that was hashed for it. */
export function unitArms(stored: StoredArms, unit: string | undefined): readonly UnitArm[] {
  return Object.entries(stored).map(([experiment, value]) =>
    typeof value === "string" ? { experiment, arm: value, unit } : { experiment, arm: value[0], unit: value[1] },
  );
}

/** `arms` and `units` of a decision as they are read back. */
export function readArms(stored: StoredArms): Pick<DecisionHead, "arms" | "units"> {
  const all = unitArms(stored, undefined);
  const own = all.filter(({ unit }) => unit !== undefined);
  return {
    arms: Object.fromEntries(all.map(({ experiment, arm }) => [experiment, arm])),
    ...(own.length === 0 ? {} : { units: Object.fromEntries(own.map(({ experiment, unit }) => [experiment, unit!])) }),
  };
}
