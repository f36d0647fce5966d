/** Edits between two texts (Levenshtein 1966); stops counting above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, before[j]! + 1, row[j - 1]! + 1));
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = row;
  }
  return before[b.length]!;
}

const lastOf = (path: string) => (path.split(".").at(-1) ?? path).toLowerCase();

/** The name that was most likely meant: the same last part, else few letters away; `undefined` when none is near. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const last = lastOf(typed);
  const same = names.find((name) => lastOf(name) === last);
  if (same !== undefined) return same;
  const limit = last.length <= 4 ? 1 : 2;
  const near = names
    .map((name) => ({ name, by: distance(last, lastOf(name), limit) }))
    .filter(({ by }) => by <= limit)
    .sort((a, b) => a.by - b.by);
  return near[0]?.name;
}
