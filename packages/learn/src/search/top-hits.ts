/**
 * Keeps the best `limit` of many scored ordinals in a binary heap; of equal scores the smaller tie key goes first. A score
 * that is NaN is never kept: it has no place in an order.
 */
export class TopHits {
  readonly #limit: number;
  readonly #scores: Float64Array;
  readonly #ordinals: Uint32Array;
  readonly #tieOf: (ordinal: number) => number;
  #size = 0;

  /** `tieOf` gives an ordinal's tie key; the ordinal itself by default, and where two keys are equal. */
  constructor(limit: number, tieOf: (ordinal: number) => number = (ordinal) => ordinal) {
    this.#limit = limit;
    this.#tieOf = tieOf;
    this.#scores = new Float64Array(limit);
    this.#ordinals = new Uint32Array(limit);
  }

  get size(): number {
    return this.#size;
  }

  /** True when `offer` would keep it: worth asking before a costly filter. */
  wants(score: number, ordinal: number): boolean {
    if (this.#size < this.#limit) return !Number.isNaN(score);
    return score > this.#scores[0]! || (score === this.#scores[0]! && this.#before(ordinal, this.#ordinals[0]!));
  }

  offer(score: number, ordinal: number): void {
    if (!this.wants(score, ordinal)) return;
    if (this.#size < this.#limit) this.#rise(this.#size++, score, ordinal);
    else this.#sink(score, ordinal);
  }

  /** What was kept, best first; empties the heap. */
  drain(): { readonly ordinal: number; readonly score: number }[] {
    const hits = new Array<{ ordinal: number; score: number }>(this.#size);
    for (let i = this.#size - 1; i >= 0; i--) {
      hits[i] = { ordinal: this.#ordinals[0]!, score: this.#scores[0]! };
      this.#size = i;
      if (i > 0) this.#sink(this.#scores[i]!, this.#ordinals[i]!);
    }
    return hits;
  }

  #worse(score: number, ordinal: number, at: number): boolean {
    return score < this.#scores[at]! || (score === this.#scores[at]! && this.#before(this.#ordinals[at]!, ordinal));
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#tieOf(a), this.#tieOf(b)];
    return first < second || (first === second && a < b);
  }

  #put(at: number, score: number, ordinal: number): void {
    this.#scores[at] = score;
    this.#ordinals[at] = ordinal;
  }

  #rise(from: number, score: number, ordinal: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(score, ordinal, parent)) break;
      this.#put(at, this.#scores[parent]!, this.#ordinals[parent]!);
      at = parent;
    }
    this.#put(at, score, ordinal);
  }

  #sink(score: number, ordinal: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#worse(this.#scores[right]!, this.#ordinals[right]!, child)) child = right;
      if (this.#worse(score, ordinal, child)) break;
      this.#put(at, this.#scores[child]!, this.#ordinals[child]!);
      at = child;
    }
    this.#put(at, score, ordinal);
  }
}
