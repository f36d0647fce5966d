/** Features of one example that are not zero: `count` pairs of a row of the weights and a value. */
export interface SparseFeatures {
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly count: number;
}

/** Weights of a multinomial logistic regression: one row of `classes` weights per feature, row-major. */
export interface SoftmaxWeights {
  readonly classes: number;
  readonly weights: Float32Array;
}

/** Writes the score of every class into `into`: the sum over features of value times weights. */
export function softmaxScores({ classes, weights }: SoftmaxWeights, example: SparseFeatures, into: Float64Array): void {
  const { rows, values, count } = example;
  into.fill(0);
  let k = 0;
  // Four features a pass: reading and writing the scores costs as much as the products.
  for (; k + 3 < count; k += 4) {
    const [a, b] = [rows[k]! * classes, rows[k + 1]! * classes];
    const [c, d] = [rows[k + 2]! * classes, rows[k + 3]! * classes];
    const [va, vb, vc, vd] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
    for (let i = 0; i < classes; i++)
      into[i]! += va * weights[a + i]! + vb * weights[b + i]! + vc * weights[c + i]! + vd * weights[d + i]!;
  }
  for (; k < count; k++) {
    const start = rows[k]! * classes;
    const value = values[k]!;
    for (let i = 0; i < classes; i++) into[i]! += value * weights[start + i]!;
  }
}

/** Turns scores into probabilities in place, after dividing them by `temperature`. Returns the log of the normaliser. */
export function softmaxInPlace(scores: Float64Array, temperature = 1): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > best) best = score;
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    const share = Math.exp((scores[c]! - best) / temperature);
    scores[c] = share;
    sum += share;
  }
  for (let c = 0; c < scores.length; c++) scores[c]! /= sum;
  return best / temperature + Math.log(sum);
}

/** Classes whose probability is off by less are left as they are: most of the work, and nothing of the outcome. */
const negligible = 1e-4;

/** How one step of the descent is taken. */
export interface DescentStep {
  readonly rate: number;
  /** Pull towards zero, in the same units as the gradient; felt by classes that move, none for rows under `free`. */
  readonly l2: number;
  /** Rows below this one are not pulled: those that start from counts, and the bias. */
  readonly free: number;
  /** What a row's squared gradients start from: the larger, the smaller its first steps. */
  readonly damping: number;
}

/**
 * Stochastic descent on the cross-entropy with one adaptive rate per feature row: rate / √(damping + Σ g²) (AdaGrad,
 * Duchi, Hazan & Singer 2011, by groups). Rows that are rarely active keep taking large steps.
 */
export class SoftmaxDescent {
  readonly model: SoftmaxWeights;
  readonly #gathered: Float64Array;
  readonly #shares: Float64Array;
  readonly #active: Uint32Array;

  constructor(model: SoftmaxWeights) {
    this.model = model;
    this.#gathered = new Float64Array(model.weights.length / model.classes);
    this.#shares = new Float64Array(model.classes);
    this.#active = new Uint32Array(model.classes);
  }

  /** One example of class `label`, counting `weight`; `barred` is a class that cannot be (−1 for none). Returns its loss. */
  step(example: SparseFeatures, label: number, weight: number, step: DescentStep, barred = -1): number {
    const { classes, weights } = this.model;
    const errors = this.#shares;
    softmaxScores(this.model, example, errors);
    if (barred >= 0) errors[barred] = Number.NEGATIVE_INFINITY;
    softmaxInPlace(errors);
    const loss = -Math.log(Math.max(errors[label]!, 1e-300)) * weight;
    let squares = 0;
    let active = 0;
    for (let c = 0; c < classes; c++) {
      const error = (c === label ? 1 : 0) - errors[c]!;
      if (Math.abs(error) < negligible) continue;
      errors[c] = weight * error;
      squares += weight * error * weight * error;
      this.#active[active++] = c;
    }
    for (let k = 0; k < example.count; k++) {
      const row = example.rows[k]!;
      const value = example.values[k]!;
      this.#gathered[row]! += value * value * squares;
      const rate = step.rate / Math.sqrt(this.#gathered[row]! + step.damping);
      const start = row * classes;
      const move = rate * value;
      const decay = row < step.free ? 1 : 1 - rate * step.l2;
      for (let a = 0; a < active; a++) {
        const c = this.#active[a]!;
        weights[start + c] = weights[start + c]! * decay + move * errors[c]!;
      }
    }
    return loss;
  }
}
