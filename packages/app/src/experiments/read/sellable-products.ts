import type { FoldSource } from "@aisle/contracts/fold-source";
import type { ExperimentFold } from "../fold/experiment-fold.ts";

/** The products of the catalogue that can be sold when an experiment is read. */
export interface SellableProducts {
  readonly total: number;
  /** By row of the fold's products: 1 for those among them. */
  readonly shown: Uint8Array;
}

/** Looks up which products that were shown can be sold; undefined where no metric asks for it. */
export async function sellableProducts(
  source: Pick<FoldSource, "sellable">,
  { products }: Pick<ExperimentFold, "products">,
): Promise<SellableProducts | undefined> {
  if (products === undefined) return undefined;
  const shown = new Uint8Array(products.size);
  let total = 0;
  for await (const page of source.sellable()) {
    total += page.length;
    for (const id of page) {
      const row = products.find(id);
      if (row >= 0) shown[row] = 1;
    }
  }
  return { total, shown };
}
