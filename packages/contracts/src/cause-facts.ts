/** What is known of a workspace besides its decisions and events; times are milliseconds since 1970. */
export interface CauseFacts {
  /** Versions of the endpoint's pipeline, when each went live. */
  readonly versions: readonly { readonly number: number; readonly at: number }[];
  readonly loads: readonly CatalogLoad[];
  /** Products whose stock or price changed of late, as they are now. */
  readonly products: readonly ProductState[];
  /** Collections whose vectors another embedding model makes now. */
  readonly models: readonly { readonly at: number; readonly collection: string; readonly model: string }[];
  /** Experiments that ran of late. */
  readonly experiments: readonly { readonly id: string; readonly key: string; readonly name: string }[];
  /** Campaigns of the shop; `from` and the first moment after it. */
  readonly promotions: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Two letters (ISO 3166-1) of the country whose holidays count; none without. */
  readonly country?: string;
}

/** A load of the catalogue. */
export interface CatalogLoad {
  readonly job: string;
  readonly at: number;
  readonly rows: number;
  readonly rejected: number;
}

/** A product whose stock or price changed. */
export interface ProductState {
  readonly id: string;
  readonly title: string;
  readonly category: string | null;
  /** When its stock or its price last changed. */
  readonly at: number;
  /** Units; null where unknown. */
  readonly stock: number | null;
  /** Minor units, now and before the change; null where unknown. */
  readonly price: number | null;
  readonly priceBefore: number | null;
}

export const noFacts: CauseFacts = {
  versions: [],
  loads: [],
  products: [],
  models: [],
  experiments: [],
  promotions: [],
};
