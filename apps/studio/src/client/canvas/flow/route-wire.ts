import { type Box, findFreeBand, isBlocked, nearestFreeBand } from "./free-band.ts";

/** The ends of a wire: on which nodes, and where. */
export interface RoutedWire {
  readonly source: string;
  readonly target: string;
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
}

/** The height at which a wire has to go round the cards; `undefined` when it can run straight. */
export function routeWire(boxes: ReadonlyMap<string, Box>, wire: RoutedWire): number | undefined {
  const { sourceX, sourceY, targetX, targetY } = wire;
  if (targetX <= sourceX + 4) {
    const line = { left: targetX - 20, right: sourceX + 20, from: sourceY, to: targetY };
    return findFreeBand([...boxes.values()], line);
  }
  const between: Box[] = [];
  for (const [id, box] of boxes) {
    if (box.right > sourceX && box.left < targetX && id !== wire.source && id !== wire.target) between.push(box);
  }
  if (!isBlocked(between, { x: sourceX, y: sourceY }, { x: targetX, y: targetY })) return undefined;
  return nearestFreeBand(between, { left: sourceX + 8, right: targetX - 8, near: (sourceY + targetY) / 2 });
}
