import type { InternalNode, Viewport } from "@xyflow/react";
import type { Box } from "./free-band.ts";

/** Where cards stand, by their id, in the graph's coordinates. */
export type Boxes = ReadonlyMap<string, Box>;

/** Where a card stands, with its measured size. */
export function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute;
  return { left: x, top: y, right: x + (node.measured.width ?? 188), bottom: y + (node.measured.height ?? 136) };
}

export function isSolid(node: Pick<InternalNode, "type">): boolean {
  return node.type === "node" || node.type === "collapsed";
}

// React Flow makes a new array whenever a node moves or is measured, and keeps it while the view pans.
const boxes = new WeakMap<readonly object[], Boxes>();
const bounds = new WeakMap<Boxes, Box>();

/** The boxes of what wires go round: cards, not frames and notes. Made once for each state, however many ask. */
export function boxesOf({
  nodes,
  nodeLookup,
}: {
  readonly nodes: readonly object[];
  readonly nodeLookup: ReadonlyMap<string, InternalNode>;
}): Boxes {
  let found = boxes.get(nodes);
  if (found === undefined) {
    found = new Map([...nodeLookup].filter(([, node]) => isSolid(node)).map(([id, node]) => [id, boxOf(node)]));
    boxes.set(nodes, found);
  }
  return found;
}

/** The box around all cards. */
export function boundsOf(all: Boxes): Box {
  let found = bounds.get(all);
  if (found === undefined) {
    const list = [...all.values()];
    found = {
      left: Math.min(...list.map((box) => box.left)),
      top: Math.min(...list.map((box) => box.top)),
      right: Math.max(...list.map((box) => box.right)),
      bottom: Math.max(...list.map((box) => box.bottom)),
    };
    bounds.set(all, found);
  }
  return found;
}

/** The part of the graph that is in view. */
export function boxInView(
  { width, height }: { readonly width: number; readonly height: number },
  { x, y, zoom }: Viewport,
): Box {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
}
