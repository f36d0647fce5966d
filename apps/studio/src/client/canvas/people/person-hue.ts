const hues = 4;

/** One of four colours for a person, the same in every tab. */
export function personHue(userId: string): string {
  let hash = 0;
  for (const letter of userId) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `var(--person-${(hash % hues) + 1})`;
}
