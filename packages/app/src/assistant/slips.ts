import { editDistance } from "@aisle/runtime/edit-distance";

/** How many slips of the hand a word of this length may have and still be told. */
export const slipsAllowed = (word: string): number => (word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0);

/** The one name that a text means, slips of the hand forgiven; `undefined` when none or several are as near. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const typed = text.toLowerCase();
  const allowed = slipsAllowed(typed);
  if (allowed === 0) return undefined;
  const near = names
    .map((name) => ({ name, slips: editDistance(typed, name.toLowerCase(), allowed) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  const [first, second] = near;
  return first === undefined || second?.slips === first.slips ? undefined : first.name;
}
