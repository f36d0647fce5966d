import { MiniMap, useStore as useFlowStore } from "@xyflow/react";
import { boxesOf } from "./node-box.ts";

/** The minimap stands only while part of the graph is out of view. */
export function MapWhenNeeded() {
  const outside = useFlowStore((state) => {
    const [x, y, zoom] = state.transform;
    for (const { left, top, right, bottom } of boxesOf(state)) {
      if (left * zoom + x < -40 || top * zoom + y < -40) return true;
      if (right * zoom + x > state.width + 40 || bottom * zoom + y > state.height + 40) return true;
    }
    return false;
  });
  if (!outside) return null;
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel="Map of the graph"
      style={{
        width: 144,
        height: 90,
        margin: 8,
        border: "1px solid var(--line)",
        borderRadius: 6,
        overflow: "hidden",
      }}
      bgColor="var(--panel)"
      maskColor="color-mix(in srgb, var(--canvas) 70%, transparent)"
      nodeColor={(node) => (node.type === "frame" || node.type === "note" ? "transparent" : "var(--line-strong)")}
      nodeBorderRadius={16}
    />
  );
}
