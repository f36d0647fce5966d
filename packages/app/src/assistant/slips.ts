/** Edit distance (Levenshtein 1966), `limit + 1` as soon as it is more than the limit. */
export function slipsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length]!;
}

/** How many slips of the hand a word of this length may have and still be told. */
export const slipsAllowed = (word: string): number => (word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0);

/** The one name that a text means, slips of the hand forgiven; `undefined` when none or several are as near. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase();
  const allowed = slipsAllowed(wanted);
  if (allowed === 0) return undefined;
  const near = names
    .map((name) => ({ name, slips: slipsBetween(wanted, name.toLowerCase(), allowed) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  const [first, second] = near;
  return first === undefined || second?.slips === first.slips ? undefined : first.name;
}
