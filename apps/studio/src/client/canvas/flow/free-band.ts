export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Free heights between boxes that a level line from `left` to `right` would meet, from top to bottom. */
function gapsBetween(boxes: readonly Box[], left: number, right: number): readonly { top: number; bottom: number }[] {
  const spans = boxes.filter((box) => box.right > left && box.left < right).sort((a, b) => a.top - b.top);
  const gaps: { top: number; bottom: number }[] = [];
  let reached = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span.top > reached) gaps.push({ top: reached, bottom: span.top });
    reached = Math.max(reached, span.bottom);
  }
  return [...gaps, { top: reached, bottom: Number.POSITIVE_INFINITY }];
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
  let best = { size: 0, y: (low + high) / 2 };
  for (const gap of gapsBetween(boxes, line.left, line.right)) {
    const top = Math.max(low, gap.top);
    const size = Math.min(high, gap.bottom) - top;
    // A third down the gap: the lower part is where lanes have their titles.
    if (size > best.size) best = { size, y: top + size / 3 };
  }
  return best.y;
}

const clearance = 8;

/** The free height nearest to `near` at which a level line from `left` to `right` keeps clear of every box. */
export function nearestFreeBand(boxes: readonly Box[], line: { left: number; right: number; near: number }): number {
  let best = line.near;
  let distance = Number.POSITIVE_INFINITY;
  for (const gap of gapsBetween(boxes, line.left, line.right)) {
    if (gap.bottom - gap.top < 2 * clearance) continue;
    const y = Math.min(Math.max(line.near, gap.top + clearance), gap.bottom - clearance);
    if (Math.abs(y - line.near) >= distance) continue;
    distance = Math.abs(y - line.near);
    best = y;
  }
  return best;
}

/** True when a wire's curve between two points would run through a box. */
export function isBlocked(boxes: readonly Box[], from: Point, to: Point): boolean {
  const between = boxes.filter((box) => box.right > from.x + clearance && box.left < to.x - clearance);
  if (between.length === 0) return false;
  for (let step = 1; step < 20; step++) {
    const t = step / 20;
    const x = from.x + (to.x - from.x) * t;
    // The height of a cubic whose ends are level.
    const y = from.y + (to.y - from.y) * (3 * t * t - 2 * t * t * t);
    if (between.some((box) => x > box.left && x < box.right && y > box.top && y < box.bottom)) return true;
  }
  return false;
}
