/** The types that a value of a product has in a catalog. */
export type CatalogType = "text" | "number" | "yes-no" | "list" | "object";

/** A field that products of a catalog have, by its path in an expression: `price`, `attributes.colour`. */
export interface CatalogField {
  readonly name: string;
  /** How many products have it, by the type of its value. */
  readonly types: { readonly [Type in CatalogType]?: number };
  /** Frequent values, the most frequent first; of a sample where the catalog is large. */
  readonly values: readonly (string | number | boolean)[];
}

/** What a catalog's products have, and how many there are. */
export interface CatalogFields {
  readonly products: number;
  /** The currency that most prices are in; prices are its minor units. */
  readonly currency: string | null;
  readonly fields: readonly CatalogField[];
}
