import { type EdgeProps, useStoreApi } from "@xyflow/react";
import { type ComponentType, memo, useCallback, useMemo } from "react";
import type { WireEdge, WireGeometry } from "./flow-types.ts";
import { boxesOf } from "./node-box.ts";
import { useWireBand, type WireRouting } from "./wire-routing.ts";

/** How React Flow draws a wire: by `Wire`, once it is known which way round the cards it takes. */
export function drawnWire(Wire: ComponentType<WireGeometry>, routing: WireRouting) {
  const Drawn = memo(Wire);
  return memo(({ id, source, target, sourceX, sourceY, targetX, targetY }: EdgeProps<WireEdge>) => {
    const store = useStoreApi();
    const wire = useMemo(
      () => ({ source, target, sourceX, sourceY, targetX, targetY }),
      [source, target, sourceX, sourceY, targetX, targetY],
    );
    const now = useCallback(() => boxesOf(store.getState()), [store]);
    const bandY = useWireBand(routing, now, wire);
    return <Drawn id={id} {...{ sourceX, sourceY, targetX, targetY, bandY }} />;
  });
}
