/** The sentence that shares most with what was said: words first, then pieces of three letters (Dice 1945). */
export function nearestWay(said: string, sentences: readonly string[]): string {
  const [words, pieces] = [wordsOf(said), piecesOf(said)];
  const scored = sentences.map((sentence) => ({
    sentence,
    score: 2 * likeness(words, wordsOf(sentence)) + likeness(pieces, piecesOf(sentence)),
  }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).sentence;
}

const small = new Set(["the", "a", "an", "of", "to", "it", "is", "in", "by", "and", "with", "for", "on", "please"]);
const wordsOf = (text: string) =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !small.has(word)));

function piecesOf(text: string): Set<string> {
  const plain = ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
  return new Set(Array.from({ length: Math.max(0, plain.length - 2) }, (_, at) => plain.slice(at, at + 3)));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((one) => b.has(one)).length;
  return a.size + b.size === 0 ? 0 : (2 * both) / (a.size + b.size);
}
