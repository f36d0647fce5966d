/** Edit distance (Levenshtein 1966), `limit + 1` as soon as it is more than the limit. */
export function editDistance(a: string, b: string, limit: number): number {
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

/** The name that lies nearest to one that is not known, when it is near enough to be a slip: a third of its letters at most. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const limit = Math.max(1, Math.floor(typed.length / 3));
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const one of known) {
    const lower = one.toLowerCase();
    // What one holds of the other is as good as one slip: “user” and “userId”.
    const contains = typed.length > 2 && (lower.includes(typed) || typed.includes(lower));
    const distance = contains ? 1 : editDistance(typed, lower, limit);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name: one, distance };
  }
  return best?.name;
}
