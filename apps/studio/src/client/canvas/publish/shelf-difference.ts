import type { ShelfItem } from "../../api/outputs.ts";
import type { Tile } from "../../previews/shelf.tsx";

/** Two answers to one request, tile by tile. */
export interface ShelfDifference {
  /** The answer before: products that are gone are marked. */
  readonly before: readonly Tile[];
  /** The answer after: each with the places that it moved, or marked as new. */
  readonly after: readonly Tile[];
  readonly came: number;
  readonly went: number;
  readonly moved: number;
  readonly same: boolean;
}

/** Tells which products came, went and changed their place between two answers; where a side gave none, only the places. */
export function shelfDifference(
  before: readonly ShelfItem[] | undefined,
  after: readonly ShelfItem[] | undefined,
): ShelfDifference {
  const placed = (item: ShelfItem, at: number): Tile => ({ item, slot: { kind: "place", place: at + 1 } });
  if (before === undefined || after === undefined) {
    const places = (items: readonly ShelfItem[] = []) => items.map(placed);
    return { before: places(before), after: places(after), came: 0, went: 0, moved: 0, same: false };
  }
  const was = new Map(before.map((item, at) => [item.id, at]));
  const is = new Set(after.map((item) => item.id));
  const gone = before.filter((item) => !is.has(item.id));
  const fresh = after.filter((item) => !was.has(item.id));
  const move = (item: ShelfItem, at: number) => {
    const old = was.get(item.id);
    return old === undefined ? null : old - at;
  };
  const moved = after.filter((item, at) => (move(item, at) ?? 0) !== 0).length;
  return {
    before: before.map((item, at) => ({ ...placed(item, at), gone: !is.has(item.id), goneWord: "gone" })),
    after: after.map((item, at) => {
      const by = move(item, at);
      return { item, slot: by === null ? { kind: "new" } : { kind: "move", by } };
    }),
    came: fresh.length,
    went: gone.length,
    moved,
    same: fresh.length + gone.length + moved === 0,
  };
}

/** The difference in a sentence: `2 came in, 2 went, 3 moved`. */
export function describeShelfDifference({ came, went, moved, same }: ShelfDifference): string {
  if (same) return "The same products in the same order";
  return [
    ...(came > 0 ? [`${came} came in`] : []),
    ...(went > 0 ? [`${went} went`] : []),
    ...(moved > 0 ? [`${moved} moved`] : []),
  ].join(", ");
}
