/** Numbers of 32 bits that stay bytes until they are asked for. */
export class StoredFloats {
  readonly length: number;
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number, length: number) {
    this.#view = view;
    this.#at = at;
    this.length = length;
  }

  /** Writes them to the beginning of a list that is long enough. */
  copyTo(into: Float32Array): void {
    for (let i = 0; i < this.length; i++) into[i] = this.#view.getFloat32(this.#at + 4 * i, true);
  }

  toArray(): number[] {
    const values: number[] = [];
    for (let i = 0; i < this.length; i++) values.push(this.#view.getFloat32(this.#at + 4 * i, true));
    return values;
  }
}
