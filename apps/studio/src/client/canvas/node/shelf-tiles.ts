import type { Preview, ProductsPreview, ShelfItem } from "../../api/outputs.ts";
import type { SlotMark, Tile } from "../../previews/shelf.tsx";

const wasPinned = (item: ShelfItem, node: string) =>
  item.effects.some((effect) => effect.node === node && /pin/i.test(effect.rule));
const wasExplored = (item: ShelfItem, node: string) =>
  item.effects.some((effect) => effect.node === node && /explor/i.test(effect.rule));

/** Whether a preview draws a row of products: words may stand over its prices then, and need a line of their own otherwise. */
export function drawsShelf(preview: Preview | undefined): boolean {
  if (preview?.kind === "answer") return preview.items.length > 0;
  return preview?.kind === "products" && preview.count + preview.dropped.count > 0;
}

/**
 * The tiles of a card: what came out, with how the step moved each against what came in, or with what it dropped.
 * `before` is what stood on the step's one Products input, when it has one.
 */
export function shelfTiles(
  preview: ProductsPreview,
  before: ProductsPreview | undefined,
  node: string,
  places: number,
): { readonly tiles: readonly Tile[]; readonly moved: number } {
  if (before === undefined) return { tiles: preview.items.slice(0, places).map((item) => ({ item })), moved: 0 };
  const dropped = new Set(preview.dropped.items.map((item) => item.id));
  const remaining = before.items.filter((item) => !dropped.has(item.id));
  const rank = new Map(remaining.map((item, at) => [item.id, at]));
  const move = (item: ShelfItem, at: number): number | null => {
    const was = rank.get(item.id);
    if (was !== undefined) return was - at;
    // Only the first fifty are listed: whether one that is not among them is new here cannot be known.
    return before.count > before.items.length ? 0 : null;
  };
  const moved = preview.items.filter((item, at) => move(item, at) !== 0).length;
  if (moved === 0 && preview.dropped.count > 0) {
    const gone = preview.dropped.items.slice(0, 1);
    const stay = preview.items.slice(0, places - gone.length);
    const at = Math.min(2, stay.length);
    return {
      tiles: [
        ...stay.slice(0, at).map((item) => ({ item })),
        ...gone.map((item) => ({ item, gone: true })),
        ...stay.slice(at).map((item) => ({ item })),
      ],
      moved,
    };
  }
  const mark = (item: ShelfItem, at: number): SlotMark => {
    if (wasExplored(item, node)) return { kind: "explored" };
    if (wasPinned(item, node)) return { kind: "pinned" };
    return { kind: "move", by: move(item, at) };
  };
  const listedTiles = [...preview.items.entries()];
  // A pinned or explored product further down says more of this step than the fourth place does.
  const special = listedTiles.find(([at, item]) => at >= places && (wasPinned(item, node) || wasExplored(item, node)));
  const shown = special === undefined ? listedTiles.slice(0, places) : [...listedTiles.slice(0, places - 1), special];
  const rearranges = moved > 0 || preview.items.some((item) => wasPinned(item, node) || wasExplored(item, node));
  return {
    tiles: shown.map(([at, item]) => (rearranges ? { item, slot: mark(item, at) } : { item })),
    moved,
  };
}
