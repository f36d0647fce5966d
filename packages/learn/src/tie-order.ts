/**
 * A whole number below 2³² by which products of equal score are ordered: the same on every machine and for every list,
 * and without regard to how ids are spelled, so that no product is shown more because its id sorts first (FNV-1a, Fowler,
 * Noll and Vo, over UTF-16 units, mixed by the finaliser of MurmurHash3, Appleby).
 */
export function tieKey(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Compares two ids of equal score by their tie keys; the rare ids that share a key are compared as text. */
export function byTieKey(a: string, b: string): number {
  return tieKey(a) - tieKey(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The tie keys of ids by their places, each worked out when it is first asked for. */
export class TieKeys {
  readonly #idAt: (place: number) => string;
  readonly #keys: Uint32Array;

  constructor(size: number, idAt: (place: number) => string) {
    this.#idAt = idAt;
    this.#keys = new Uint32Array(size);
  }

  readonly of = (place: number): number => {
    const known = this.#keys[place];
    if (known !== undefined && known !== 0) return known;
    const key = tieKey(this.#idAt(place));
    this.#keys[place] = key;
    return key;
  };

  /** Compares two places whose items have equal scores. */
  readonly compare = (a: number, b: number): number => this.of(a) - this.of(b) || a - b;
}
