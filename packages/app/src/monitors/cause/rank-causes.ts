import type { Cause } from "@aisle/contracts/explanation";
import type { Candidate, Grounds } from "./candidate.ts";

const order: readonly Grounds[] = ["mechanism", "mix", "time", "place"];
const maxCauses = 6;
/** A measured cause that explains less comes after what began at the same time. */
const muchOfIt = 0.35;
/** A measured cause of less is not said. */
const leastShare = 0.1;

/** Causes in the order in which they are likely, each once. */
export function rankCauses(candidates: readonly Candidate[]): readonly Cause[] {
  const sorted = candidates
    .filter(({ cause }) => cause.share === null || cause.share >= leastShare)
    .sort((a, b) => placeOf(a) - placeOf(b) || b.weight - a.weight);
  const found = new Map<string, Cause>();
  for (const { cause } of sorted) if (!found.has(cause.key)) found.set(cause.key, cause);
  return [...found.values()].slice(0, maxCauses);
}

function placeOf({ grounds, cause }: Candidate): number {
  const isSmall = cause.share !== null && cause.share < muchOfIt && (grounds === "mechanism" || grounds === "mix");
  return isSmall ? order.indexOf("time") + 0.5 : order.indexOf(grounds);
}
