import { MiniMap, useStore as useFlowStore } from "@xyflow/react";
import { boundsOf, boxesOf } from "./node-box.ts";

/** The minimap stands only while part of the graph is out of view. */
export function MapWhenNeeded() {
  const outside = useFlowStore((state) => {
    const [x, y, zoom] = state.transform;
    const { left, top, right, bottom } = boundsOf(boxesOf(state));
    if (left * zoom + x < -40 || top * zoom + y < -40) return true;
    return right * zoom + x > state.width + 40 || bottom * zoom + y > state.height + 40;
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
      nodeColor={colourOf}
      nodeBorderRadius={16}
    />
  );
}

const colourOf = ({ type }: { readonly type?: string | undefined }) =>
  type === "frame" || type === "note" ? "transparent" : "var(--line-strong)";
