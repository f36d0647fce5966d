export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The height between `from` and `to` at which a level line from `left` to `right` meets no box: a third down the widest
 * gap, or halfway when there is none.
 */
export function findFreeBand(
  boxes: readonly Box[],
  line: { readonly left: number; readonly right: number; readonly from: number; readonly to: number },
): number {
  const low = Math.min(line.from, line.to);
  const high = Math.max(line.from, line.to);
  const spans = boxes
    .filter((box) => box.right > line.left && box.left < line.right && box.bottom > low && box.top < high)
    .map((box) => ({ top: box.top, bottom: box.bottom }))
    .sort((a, b) => a.top - b.top);
  let best = { size: 0, middle: (low + high) / 2 };
  let reached = low;
  for (const span of [...spans, { top: high, bottom: high }]) {
    const size = span.top - reached;
    // A third down the gap: the lower part is where lanes have their titles.
    if (size > best.size) best = { size, middle: reached + size / 3 };
    reached = Math.max(reached, span.bottom);
  }
  return best.middle;
}
