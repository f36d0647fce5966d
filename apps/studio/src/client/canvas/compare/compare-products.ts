import type { Preview, ShelfItem } from "../../api/outputs.ts";

/** How the products of one run differ from those of another, as far as both were shown. */
export interface ProductChanges {
  readonly came: readonly ShelfItem[];
  readonly went: readonly ShelfItem[];
  /** Places up, or down when negative, by id, among those that both runs have; without those that stayed. */
  readonly moved: ReadonlyMap<string, number>;
}

/** The products that a preview shows; none for one of another kind. */
export function itemsOf(preview: Preview | undefined): readonly ShelfItem[] {
  return preview?.kind === "products" || preview?.kind === "answer" ? preview.items : [];
}

/** What came, went and moved from `before` to `after`. */
export function compareProducts(before: readonly ShelfItem[], after: readonly ShelfItem[]): ProductChanges {
  const old = new Set(before.map((item) => item.id));
  const now = new Set(after.map((item) => item.id));
  const stood = new Map(before.filter((item) => now.has(item.id)).map((item, at) => [item.id, at]));
  const moved = new Map<string, number>();
  after
    .filter((item) => old.has(item.id))
    .forEach((item, at) => {
      const by = stood.get(item.id)! - at;
      if (by !== 0) moved.set(item.id, by);
    });
  return {
    came: after.filter((item) => !old.has(item.id)),
    went: before.filter((item) => !now.has(item.id)),
    moved,
  };
}
