import { digamma } from "./special-functions.ts";

/**
 * Mutual information of a number and a class in nats, by k nearest neighbours within the class (Ross 2014). Needs no
 * bins; rows with a missing number should be left out. Equal numbers should carry a little noise.
 */
export function numberClassInformation(values: Float64Array, classes: ArrayLike<number>, neighbours = 3): number {
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < values.length; i++) {
    const members = byClass.get(classes[i]!);
    if (members) members.push(values[i]!);
    else byClass.set(classes[i]!, [values[i]!]);
  }
  // A class of one has no neighbours of its own; as in the reference, its row takes no part at all.
  const usableClasses = [...byClass.values()].filter((members) => members.length > 1);
  const all = Float64Array.from(usableClasses.flat()).sort();
  const rows = all.length;
  let sumWithin = 0;
  let sumClass = 0;
  let sumNear = 0;
  for (const members of usableClasses) {
    const count = members.length;
    const k = Math.min(neighbours, count - 1);
    const sorted = Float64Array.from(members).sort();
    for (let i = 0; i < count; i++) {
      const radius = distanceToNeighbour(sorted, i, k);
      const near = countWithin(all, sorted[i]!, radius);
      sumNear += digamma(near);
    }
    sumWithin += count * digamma(k);
    sumClass += count * digamma(count);
  }
  if (rows === 0) return 0;
  return Math.max(0, digamma(rows) + (sumWithin - sumClass - sumNear) / rows);
}

/**
 * Mutual information of two numbers in nats, by k nearest neighbours in the larger of both distances (Kraskov,
 * Stögbauer and Grassberger 2004, estimator 1). Both are put on one scale first. About n · √n steps.
 */
export function numberNumberInformation(first: Float64Array, second: Float64Array, neighbours = 3): number {
  const n = first.length;
  const k = Math.min(neighbours, n - 1);
  if (k < 1) return 0;
  const [a, b] = [scaled(first), scaled(second)];
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i]! - a[j]!);
  const x = Float64Array.from(order, (i) => a[i]!);
  const y = Float64Array.from(order, (i) => b[i]!);
  const sortedY = y.slice().sort();
  const nearest = new Float64Array(k);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    nearest.fill(Number.POSITIVE_INFINITY);
    let low = i - 1;
    let high = i + 1;
    while (low >= 0 || high < n) {
      const below = low >= 0 ? x[i]! - x[low]! : Number.POSITIVE_INFINITY;
      const above = high < n ? x[high]! - x[i]! : Number.POSITIVE_INFINITY;
      const along = Math.min(below, above);
      if (along >= nearest[k - 1]!) break;
      const at = below <= above ? low-- : high++;
      insert(nearest, Math.max(along, Math.abs(y[at]! - y[i]!)));
    }
    const radius = nearest[k - 1]!;
    sum += digamma(countWithin(x, x[i]!, radius)) + digamma(countWithin(sortedY, y[i]!, radius));
  }
  return Math.max(0, digamma(k) + digamma(n) - sum / n);
}

function scaled(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (spread > 0 ? value / spread : 0));
}

function insert(nearest: Float64Array, distance: number): void {
  let at = nearest.length - 1;
  if (distance >= nearest[at]!) return;
  while (at > 0 && nearest[at - 1]! > distance) {
    nearest[at] = nearest[at - 1]!;
    at--;
  }
  nearest[at] = distance;
}

function distanceToNeighbour(sorted: Float64Array, index: number, k: number): number {
  let low = index;
  let high = index;
  let distance = 0;
  for (let picked = 0; picked < k; picked++) {
    const below = low > 0 ? sorted[index]! - sorted[low - 1]! : Number.POSITIVE_INFINITY;
    const above = high + 1 < sorted.length ? sorted[high + 1]! - sorted[index]! : Number.POSITIVE_INFINITY;
    distance = Math.min(below, above);
    if (below <= above) low--;
    else high++;
  }
  return distance;
}

/**
 * How many sorted values lie nearer than `radius`, the value itself included; at a radius of 0, those equal to it.
 * Distances are compared with the radius, which is one of them: value ± radius would be rounded once more and count
 * the neighbour that set the radius on one side and not on the other.
 */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  const isNear = (at: number) => {
    const distance = Math.abs(sorted[at]! - value);
    return distance < radius || distance === 0;
  };
  const first = firstThat(sorted.length, (at) => sorted[at]! >= value || isNear(at));
  const end = firstThat(sorted.length, (at) => sorted[at]! > value && !isNear(at));
  return end - first;
}

/** The first index that holds, when all after it hold too; `length` when none does. */
function firstThat(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
