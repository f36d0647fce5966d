/**
 * Durations in logarithmic buckets that add up (DDSketch: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable
 * quantile sketch with relative-error guarantees", 2019): bucket i holds durations in (γ^(i−1), γ^i] microseconds, with
 * γ = (1 + α) / (1 − α). A quantile is off by at most the share α, and by at most half a microsecond below one of them.
 */
const relativeError = 0.02;

const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);

/** The bucket of a duration in microseconds; bucket 0 holds all up to one microsecond. */
export function latencyBucket(us: number): number {
  return us <= 1 ? 0 : Math.ceil(Math.log(us) / logGamma);
}

/**
 * The q-quantile (the smallest duration that at least the share q of all do not exceed) in microseconds, of buckets in
 * rising order and the counts in them; `undefined` for none.
 */
export function sketchQuantile(buckets: readonly number[], counts: readonly number[], q: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(q * total));
  let below = 0;
  for (let i = 0; i < buckets.length; i++) {
    below += counts[i]!;
    // The value whose relative distance to both ends of the bucket is α.
    if (below >= rank) return buckets[i] === 0 ? 1 : (2 * gamma ** buckets[i]!) / (gamma + 1);
  }
  return undefined;
}
