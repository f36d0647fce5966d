import { createHash } from "node:crypto";
import type { DecisionHead } from "@aisle/contracts/decision";

/** An arm with what was hashed, null where it was the decision's own unit, and with the odds that the arm had. */
export type StoredArm =
  | string
  | readonly [arm: string, unit: string]
  | readonly [arm: string, unit: string | null, odds: number];

/** Experiments of a decision as the column `arms` has them: an arm alone where nothing else is to be said. */
export type StoredArms = { readonly [experiment: string]: StoredArm };

const none = {};
const maxUnit = 512;

/** An arm that a unit has. */
export interface UnitArm {
  readonly experiment: string;
  readonly arm: string;
  readonly unit: string | undefined;
  /** P(the arm), where the split changes while the experiment runs. */
  readonly odds?: number;
}

/** An arm in the shortest form that says all of it. */
export function storedArm(arm: string, unit: string | undefined, odds: number | undefined): StoredArm {
  if (odds !== undefined) return [arm, unit ?? null, odds];
  return unit === undefined ? arm : [arm, unit];
}

/** JSON text for the column `arms`. */
export function armsText({
  arms = {},
  units = none,
  armOdds = none,
}: Pick<DecisionHead, "arms" | "units" | "armOdds">) {
  if (units === none && armOdds === none) return JSON.stringify(arms);
  const own = <T>(of: { readonly [experiment: string]: T }, experiment: string) =>
    Object.hasOwn(of, experiment) ? of[experiment] : undefined;
  const stored = Object.entries(arms).map(([experiment, arm]) => [
    experiment,
    storedArm(arm, own<string>(units, experiment), own<number>(armOdds, experiment)),
  ]);
  return JSON.stringify(Object.fromEntries(stored));
}

/** Every arm of a decision, with the unit that was hashed for it. */
function unitArms(stored: StoredArms, unit: string | undefined): readonly UnitArm[] {
  return Object.entries(stored).map(([experiment, value]) => {
    if (typeof value === "string") return { experiment, arm: value, unit };
    const [arm, own, odds] = value;
    return { experiment, arm, unit: own ?? unit, ...(odds === undefined ? {} : { odds }) };
  });
}

/** A unit as a key: an index entry holds up to about 2,700 bytes, and ids are what callers send. */
export function unitKey(unit: string): string {
  return unit.length <= maxUnit ? unit : `sha256:${createHash("sha256").update(unit).digest("hex")}`;
}

/** The arms of a decision whose unit is known, by the keys of their units. */
export function keyedArms(
  stored: StoredArms,
  unit: string | undefined,
): readonly (UnitArm & { readonly unit: string })[] {
  return unitArms(stored, unit).flatMap(({ unit: own, ...of }) =>
    own === undefined ? [] : [{ ...of, unit: unitKey(own) }],
  );
}

/** `arms`, `units` and `armOdds` of a decision as they are read back. */
export function readArms(stored: StoredArms): Pick<DecisionHead, "arms" | "units" | "armOdds"> {
  const all = unitArms(stored, undefined);
  const own = all.filter(({ unit }) => unit !== undefined);
  const drawn = all.filter(({ odds }) => odds !== undefined);
  return {
    arms: Object.fromEntries(all.map(({ experiment, arm }) => [experiment, arm])),
    ...(own.length === 0 ? {} : { units: Object.fromEntries(own.map(({ experiment, unit }) => [experiment, unit!])) }),
    ...(drawn.length === 0
      ? {}
      : { armOdds: Object.fromEntries(drawn.map(({ experiment, odds }) => [experiment, odds!])) }),
  };
}
