/** A kind of product of the demo shop: what its titles, attributes and prices are drawn from. */
export interface ProductKind {
  readonly category: string;
  readonly noun: string;
  /** Words before the noun, one of them each: what the product is good for. */
  readonly uses: readonly string[];
  /** Words after the noun, one of them each: its size or version. */
  readonly versions: readonly string[];
  readonly materials: readonly string[];
  /** Price range in cents. */
  readonly from: number;
  readonly to: number;
  /** A sentence of the description, about this kind. */
  readonly about: string;
  /** Categories whose products are often bought along. */
  readonly goesWith: readonly string[];
}

/** Writes a kind down in one line: lists are texts parted by commas, prices are whole euros. */
export const productKind = (
  category: string,
  noun: string,
  uses: string,
  versions: readonly string[] | string,
  materials: string,
  [from, to]: readonly [number, number],
  about: string,
  goesWith: string,
): ProductKind => ({
  category,
  noun,
  uses: uses.split(", "),
  versions: typeof versions === "string" ? versions.split(", ") : versions,
  materials: materials.split(", "),
  from: from * 100,
  to: to * 100,
  about,
  goesWith: goesWith.split(", "),
});
