import type { ItemBox } from "./item-box.ts";
import type { ItemMove } from "./move-items.ts";

export type Side = "left" | "centre" | "right" | "top" | "middle" | "bottom";
export type Axis = "across" | "down";

/** The moves that bring one side (or the middle) of all boxes onto one line: that of the box around them. */
export function alignItems(boxes: readonly ItemBox[], side: Side): readonly ItemMove[] {
  if (boxes.length < 2) return [];
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  const place = (box: ItemBox): { x: number; y: number } => {
    switch (side) {
      case "left":
        return { x: left, y: box.top };
      case "right":
        return { x: right - box.width, y: box.top };
      case "centre":
        return { x: (left + right - box.width) / 2, y: box.top };
      case "top":
        return { x: box.left, y: top };
      case "bottom":
        return { x: box.left, y: bottom - box.height };
      case "middle":
        return { x: box.left, y: (top + bottom - box.height) / 2 };
    }
  };
  return boxes.map((box) => {
    const { x, y } = place(box);
    return { key: box.key, dx: Math.round(x - box.left), dy: Math.round(y - box.top) };
  });
}

/** The moves that leave equal gaps between boxes, the outermost two staying where they are; none for fewer than three. */
export function spreadItems(boxes: readonly ItemBox[], axis: Axis): readonly ItemMove[] {
  if (boxes.length < 3) return [];
  const start = (box: ItemBox) => (axis === "across" ? box.left : box.top);
  const size = (box: ItemBox) => (axis === "across" ? box.width : box.height);
  const sorted = boxes.toSorted((a, b) => start(a) - start(b));
  const first = sorted[0]!;
  const last = sorted.at(-1)!;
  const room = start(last) + size(last) - start(first) - sorted.reduce((sum, box) => sum + size(box), 0);
  const gap = room / (sorted.length - 1);
  let at = start(first);
  return sorted.map((box) => {
    const by = Math.round(at - start(box));
    at += size(box) + gap;
    return { key: box.key, dx: axis === "across" ? by : 0, dy: axis === "down" ? by : 0 };
  });
}
