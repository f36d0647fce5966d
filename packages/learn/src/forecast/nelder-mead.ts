/** A box-bounded minimisation problem for `minimise`. All arrays have one entry a dimension. */
export interface BoundedProblem {
  /** The value to make small; Infinity where the point is not allowed. Must not keep the array it is given. */
  readonly objective: (point: Float64Array) => number;
  readonly start: readonly number[];
  /** Edge lengths of the first simplex. */
  readonly step: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly maxEvaluations: number;
  /** Stop when the simplex's values differ by less than this share of the best one. */
  readonly tolerance: number;
}

/**
 * Derivative-free minimum inside a box: the simplex method of Nelder and Mead (1965) with points projected on the
 * bounds. Deterministic; never calls the objective more than `maxEvaluations` + dimensions + 2 times.
 */
export function minimise(problem: BoundedProblem): { point: Float64Array; value: number } {
  const { objective, lower, upper } = problem;
  const size = problem.start.length;
  const simplex = Array.from({ length: size + 1 }, () => new Float64Array(size));
  const values = new Float64Array(size + 1);
  const project = (point: Float64Array): Float64Array => {
    for (let d = 0; d < size; d++) point[d] = Math.min(upper[d]!, Math.max(lower[d]!, point[d]!));
    return point;
  };
  for (let i = 0; i <= size; i++) {
    const vertex = simplex[i]!;
    vertex.set(problem.start);
    if (i > 0) {
      const d = i - 1;
      const moved = vertex[d]! + problem.step[d]!;
      vertex[d] = moved <= upper[d]! ? moved : vertex[d]! - problem.step[d]!;
    }
    values[i] = objective(project(vertex));
  }
  let evaluations = size + 1;
  const centre = new Float64Array(size);
  const trial = new Float64Array(size);
  const second = new Float64Array(size);
  const along = (target: Float64Array, from: Float64Array, factor: number): number => {
    for (let d = 0; d < size; d++) target[d] = centre[d]! + factor * (from[d]! - centre[d]!);
    evaluations++;
    return objective(project(target));
  };
  const replace = (i: number, point: Float64Array, value: number): void => {
    simplex[i]!.set(point);
    values[i] = value;
  };

  for (;;) {
    let best = 0;
    let worst = 0;
    for (let i = 1; i <= size; i++) {
      if (values[i]! < values[best]!) best = i;
      if (values[i]! >= values[worst]!) worst = i;
    }
    const spread = Math.abs(values[worst]! - values[best]!);
    if (
      evaluations >= problem.maxEvaluations ||
      best === worst ||
      spread <= problem.tolerance * (Math.abs(values[best]!) + 1e-12)
    )
      return { point: simplex[best]!.slice(), value: values[best]! };

    let nextWorst = Number.NEGATIVE_INFINITY;
    centre.fill(0);
    for (let i = 0; i <= size; i++) {
      if (i === worst) continue;
      nextWorst = Math.max(nextWorst, values[i]!);
      for (let d = 0; d < size; d++) centre[d]! += simplex[i]![d]! / size;
    }
    const reflected = along(trial, simplex[worst]!, -1);
    if (reflected < values[best]!) {
      const expanded = along(second, simplex[worst]!, -2);
      if (expanded < reflected) replace(worst, second, expanded);
      else replace(worst, trial, reflected);
    } else if (reflected < nextWorst) {
      replace(worst, trial, reflected);
    } else {
      if (reflected < values[worst]!) replace(worst, trial, reflected);
      const contracted = along(second, simplex[worst]!, 0.5);
      if (contracted < values[worst]!) replace(worst, second, contracted);
      else {
        const anchor = simplex[best]!;
        for (let i = 0; i <= size; i++) {
          if (i === best) continue;
          const vertex = simplex[i]!;
          for (let d = 0; d < size; d++) vertex[d] = anchor[d]! + 0.5 * (vertex[d]! - anchor[d]!);
          values[i] = objective(vertex);
          evaluations++;
        }
      }
    }
  }
}
