import type { Box } from "./free-band.ts";

/** What of a card is left undrawn: all that is out of view, what cannot be read from afar, or even its ports. */
export type Undrawn = "out" | "far" | "tiny";

/** The part of the graph that is in view, and its scale. */
export interface SeenPart extends Box {
  readonly zoom: number;
}

/** Below this scale a card's texts cannot be read, and it shows its title and outcome alone. */
export const readableZoom = 0.55;
/** Below this scale a port is smaller than four pixels. */
const portZoom = 0.32;

/** Up to this many cards, those out of view stay drawn: they cost little, and nothing has to appear late. */
const fewCards = 60;

/** So much of the view's size beside it is drawn already when it is panned. */
const aheadShare = 0.4;

/** What is left undrawn of a card among `cards`; undefined when it is drawn whole. */
export function undrawnOf(box: Box, seen: SeenPart, cards: number): Undrawn | undefined {
  if (cards > fewCards && !touches(box, around(seen))) return "out";
  return seen.zoom >= readableZoom ? undefined : seen.zoom >= portZoom ? "far" : "tiny";
}

/** The part in view with a share of its size on every side. */
function around({ left, top, right, bottom }: SeenPart): Box {
  const dx = (right - left) * aheadShare;
  const dy = (bottom - top) * aheadShare;
  return { left: left - dx, top: top - dy, right: right + dx, bottom: bottom + dy };
}

export function touches(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
