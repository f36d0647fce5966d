/** Moments of one parameter array under Adam. */
export interface AdamState {
  mean: Float32Array;
  square: Float32Array;
}

export interface AdamSettings {
  learningRate: number;
  /** Weight decay apart from the gradient (AdamW, Loshchilov and Hutter 2019). */
  decay: number;
}

const decayOfMean = 0.9;
const decayOfSquare = 0.999;
// Larger than usual: a slope that is nothing but rounding must not become a full step, or backends would part ways.
const epsilon = 1e-5;

/** Fresh moments for `size` parameters. */
export function adamState(size: number): AdamState {
  return { mean: new Float32Array(size), square: new Float32Array(size) };
}

/** One step of Adam (Kingma and Ba 2015) on `count` parameters from `at`, whose gradients start at `gradientAt`. */
export function adamStep(
  parameters: Float32Array,
  at: number,
  count: number,
  gradient: ArrayLike<number>,
  gradientAt: number,
  { mean, square }: AdamState,
  step: number,
  { learningRate, decay }: AdamSettings,
): void {
  const ofMean = 1 - decayOfMean ** step;
  const ofSquare = 1 - decayOfSquare ** step;
  for (let k = 0; k < count; k++) {
    const i = at + k;
    const slope = gradient[gradientAt + k]!;
    const m = decayOfMean * mean[i]! + (1 - decayOfMean) * slope;
    const s = decayOfSquare * square[i]! + (1 - decayOfSquare) * slope * slope;
    mean[i] = m;
    square[i] = s;
    const move = m / ofMean / (Math.sqrt(s / ofSquare) + epsilon) + decay * parameters[i]!;
    parameters[i] = parameters[i]! - learningRate * move;
  }
}
