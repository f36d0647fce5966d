import type { IntentAnswer } from "@aisle/learn/intents/intent-classifier";

/** Share of texts whose likeliest intent is the right one, whether it was let pass or not. */
export function accuracyOf(answers: readonly IntentAnswer[], intents: readonly (string | null)[]): number {
  return fixed(answers.filter(({ ranked }, row) => ranked[0]!.intent === intents[row]).length / answers.length);
}

/** `accuracyOf` of each intent, averaged: what a test with as many texts of every intent would show. */
export function balancedAccuracyOf(answers: readonly IntentAnswer[], intents: readonly (string | null)[]): number {
  const shares = [...new Set(intents)].map((intent) => {
    const rows = [...intents.keys()].filter((row) => intents[row] === intent);
    return rows.filter((row) => answers[row]!.ranked[0]!.intent === intent).length / rows.length;
  });
  return fixed(shares.reduce((sum, share) => sum + share, 0) / shares.length);
}

/** Mean difference between confidence and share of right ones over ten equal bands of confidence (Naeini et al. 2015). */
export function calibrationErrorOf(answers: readonly IntentAnswer[], intents: readonly (string | null)[]): number {
  const bands = Array.from({ length: 10 }, () => ({ confidence: 0, right: 0 }));
  for (const [row, { confidence, ranked }] of answers.entries()) {
    const band = bands[Math.min(9, Math.floor(confidence * 10))]!;
    band.confidence += confidence;
    if (ranked[0]!.intent === intents[row]) band.right++;
  }
  return fixed(bands.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / answers.length);
}

const fixed = (value: number) => Number(value.toFixed(4));
