/** Products of the shop that the sentences are judged over, by a short name; which they are is in `judged-shop.ts`. */
export type Kind =
  | "onSale"
  | "cheap"
  | "expensive"
  | "wellRated"
  | "lowStock"
  | "hats"
  | "socks"
  | "tents"
  | "gloves"
  | "sandals"
  | "jackets"
  | "ridgeway"
  | "kvist"
  | "northfell"
  | "sand"
  | "light"
  | "tentsUnder200"
  | "jacketsUnder100"
  | "northfellOver50"
  | "rainJacketsOver300"
  | "between50And150"
  | "under20"
  | "over500"
  | "kvistOrBruma"
  | "cheapTents"
  | "rated4";

/** What a colleague would do: one of these is asked of the proposal. */
export interface Right {
  /** A boost whose condition is true for these products and no others, by a factor from … to. */
  readonly raises?: Kind;
  readonly factor?: readonly [number, number];
  /** A bury, a boost below 1, or a limit for these products and no others. */
  readonly lowers?: Kind;
  /** A filter that keeps these products and no others. */
  readonly keeps?: Kind;
  /** A filter that drops these products and no others. */
  readonly hides?: Kind;
  /** A sort on the way to the answer, after what finds products. */
  readonly sorts?: { readonly by: string; readonly order: "ascending" | "descending" };
  /** Scores weighed by age and sorted by, or a sort or source by release date. */
  readonly newestFirst?: true;
  readonly answers?: number;
  readonly mixes?: { readonly field: string; readonly atMost: number; readonly within?: number };
  readonly pins?: { readonly productId: string; readonly place: number };
  /** Nothing is changed, and the reason names those products. */
  readonly asksWhich?: readonly string[];
  readonly excludesBought?: true;
  /** Node types whose lists the answer blends, and in which proportion. `newest` is a list by release date. */
  readonly blends?: { readonly [type: string]: number };
  readonly stopsExploring?: true;
  /** Nothing is changed, since such a node is there and that is said. */
  readonly alreadyThere?: string;
  /** A source on the way to the answer. */
  readonly finds?: string;
  readonly does?: "undo" | "publish" | "story" | "slowest";
  readonly product?: string;
}

/** A sentence, the template that it is said on, and what is right. */
export interface Case {
  readonly say: string;
  readonly on: string;
  readonly right: Right;
}
