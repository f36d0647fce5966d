/** What tells a question that belongs to no intent: the less of each, the more likely. */
export interface ScopeSignals {
  /** Calibrated probability of the likeliest intent. */
  readonly confidence: number;
  /** Its probability less that of the second. */
  readonly margin: number;
  /** Cosine to the nearest class centre. */
  readonly nearestCentre: number;
  /** Cosine to the nearest example of the likeliest intents. */
  readonly nearestExample: number;
}

/** Signals added up to one score; below the threshold a text is out of scope. */
export interface ScopeGate {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly weights: readonly number[];
  readonly threshold: number;
}

/** Where the threshold is put. */
export interface ScopeGoal {
  /** Share of held-out in-scope texts to let pass: the price of turning others away. */
  readonly inScopeShare: number;
}

/** Out-of-scope examples from which their own weights are learned. */
const enoughExamples = 20;

/** The score of one text: the higher, the surer it is in scope. */
export function scopeScore(gate: Omit<ScopeGate, "threshold">, signals: ScopeSignals): number {
  return columnsOf(signals).reduce(
    (sum, value, k) => sum + (gate.weights[k]! * (value - gate.means[k]!)) / gate.deviations[k]!,
    0,
  );
}

/**
 * Learns the gate from held-out texts. With 20 or more out-of-scope ones the weights come from a logistic regression in
 * which both sides count alike; with fewer every signal counts alike, which is a distance from what is usual.
 */
export function fitScopeGate(
  inside: readonly ScopeSignals[],
  outside: readonly ScopeSignals[],
  goal: ScopeGoal,
): ScopeGate {
  const rows = inside.map(columnsOf);
  const means = columnMeans(rows);
  const deviations = columnMeans(rows.map((row) => row.map((value, k) => (value - means[k]!) ** 2))).map(
    (variance) => Math.sqrt(variance) || 1,
  );
  const learned = outside.length >= enoughExamples;
  const standard = (signals: ScopeSignals) =>
    columnsOf(signals).map((value, k) => (value - means[k]!) / deviations[k]!);
  const weights = learned ? logisticWeights(inside.map(standard), outside.map(standard)) : means.map(() => 1);
  const gate = { means, deviations, weights };
  const scores = inside.map((signals) => scopeScore(gate, signals)).sort((a, b) => a - b);
  const place = Math.min(scores.length - 1, Math.floor((1 - goal.inScopeShare) * scores.length));
  if (place <= 0) return { ...gate, threshold: -Number.MAX_VALUE };
  // Between two scores, so that neither sits on the line.
  return { ...gate, threshold: (scores[place - 1]! + scores[place]!) / 2 };
}

function columnsOf({ confidence, margin, nearestCentre, nearestExample }: ScopeSignals): number[] {
  const odds = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
  return [Math.log(odds / (1 - odds)), margin, nearestCentre, nearestExample];
}

function columnMeans(rows: readonly number[][]): number[] {
  const sums = [0, 0, 0, 0];
  for (const row of rows) for (const [k, value] of row.entries()) sums[k]! += value;
  return sums.map((sum) => sum / Math.max(1, rows.length));
}

/** Weights of a logistic regression by gradient descent with a little ridge; its intercept is not needed. */
function logisticWeights(inside: readonly number[][], outside: readonly number[][]): number[] {
  const weights = [0, 0, 0, 0];
  let intercept = 0;
  for (let round = 0; round < 500; round++) {
    const gradient = weights.map((weight) => -0.01 * weight);
    let shift = 0;
    for (const [rows, target] of [
      [inside, 1],
      [outside, 0],
    ] as const)
      for (const row of rows) {
        const score = row.reduce((sum, value, k) => sum + weights[k]! * value, intercept);
        const error = (target - 1 / (1 + Math.exp(-score))) / (2 * rows.length);
        shift += error;
        for (const [k, value] of row.entries()) gradient[k]! += error * value;
      }
    intercept += shift;
    for (const [k, slope] of gradient.entries()) weights[k]! += slope;
  }
  return weights;
}
