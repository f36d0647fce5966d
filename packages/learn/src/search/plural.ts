/**
 * Strips an English plural ending, so that `batteries`, `boxes` and `cables` meet `battery`, `box` and `cable`: the
 * S-stemmer of Harman (1991), "How effective is suffixing?", with the sibilant `-es` added. Words of fewer than four
 * letters, and words in -ss, -us and -is, stay.
 */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith("s")) return word;
  if (word.endsWith("ies") && !/[ae]ies$/.test(word)) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  return /[sui]s$/.test(word) ? word : word.slice(0, -1);
}
