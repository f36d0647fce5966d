import type { InternalNode } from "@xyflow/react";
import type { Box } from "./free-band.ts";

/** Where a card stands, with its measured size. */
export function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute;
  return { left: x, top: y, right: x + (node.measured.width ?? 188), bottom: y + (node.measured.height ?? 136) };
}

/** The boxes of what wires go round: cards, not frames and notes. */
export function boxesOf({ nodeLookup }: { readonly nodeLookup: ReadonlyMap<string, InternalNode> }): readonly Box[] {
  return [...nodeLookup.values()].filter(isSolid).map(boxOf);
}

export function isSolid(node: Pick<InternalNode, "type">): boolean {
  return node.type === "node" || node.type === "collapsed";
}
