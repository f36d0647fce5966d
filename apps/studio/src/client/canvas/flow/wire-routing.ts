import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Box } from "./free-band.ts";
import type { Boxes } from "./node-box.ts";
import { type RoutedWire, routeWire } from "./route-wire.ts";

/** Where the cards stand while nobody drags one: what wires are routed by. */
export interface WireRouting {
  settled(): Boxes;
  /** Tells where the cards stand now; wires are routed again when one of them moved or changed its size. */
  settle(boxes: Boxes): void;
  subscribe(listener: () => void): () => void;
}

const sameBox = (a: Box, b: Box | undefined) =>
  b !== undefined && a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;

export function createWireRouting(): WireRouting {
  let settled: Boxes = new Map();
  const listeners = new Set<() => void>();
  return {
    settled: () => settled,
    settle(boxes) {
      const before = settled;
      if (before.size === boxes.size && [...boxes].every(([id, box]) => sameBox(box, before.get(id)))) return;
      settled = boxes;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * The height at which a wire goes round the cards. While a card is dragged only its own wires look for their way, among
 * the cards as they stand (`now`); the others follow once it is let go.
 */
export function useWireBand(routing: WireRouting, now: () => Boxes, wire: RoutedWire): number | undefined {
  const last = useRef<{ settled: Boxes; wire: RoutedWire; bandY: number | undefined } | undefined>(undefined);
  const read = useCallback(() => {
    const settled = routing.settled();
    const known = last.current;
    const still =
      known !== undefined &&
      known.wire.sourceX === wire.sourceX &&
      known.wire.sourceY === wire.sourceY &&
      known.wire.targetX === wire.targetX &&
      known.wire.targetY === wire.targetY;
    if (still && known.settled === settled) return known.bandY;
    const bandY = routeWire(still ? settled : now(), wire);
    last.current = { settled, wire, bandY };
    return bandY;
  }, [routing, now, wire]);
  return useSyncExternalStore(routing.subscribe, read);
}
