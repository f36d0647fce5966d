/**
 * 32-bit FNV-1a over the UTF-16 code units of a text, as GrowthBook's SDKs compute it (equal to the byte hash for
 * ASCII). Unsigned.
 *
 * @equation h₀ = 2166136261, h ← (h ⊕ c) · 16777619 mod 2³²
 * @source Fowler, Noll and Vo; GrowthBook SDK, util hashFnv32a
 */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Where a unit falls within an experiment: a number in [0, 1) that depends on seed and unit alone. Version 2 (steps of
 * 1/10,000) hashes twice and is free of version 1's (1/1,000) correlation between experiments. Null for any other version.
 *
 * @equation v1: fnv(value + seed) mod 1000 / 1000; v2: fnv(decimal(fnv(seed + value))) mod 10000 / 10000
 * @source GrowthBook SDK specification, hash(seed, value, version)
 * @default version 2
 */
export function hashUnit(seed: string, value: string, version = 2): number | null {
  if (version === 2) return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
  if (version === 1) return (fnv1a32(value + seed) % 1000) / 1000;
  return null;
}
