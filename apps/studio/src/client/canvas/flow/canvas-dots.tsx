import { ViewportPortal } from "@xyflow/react";
import { useId } from "react";
import style from "./canvas-dots.module.css";

/** The dots of the grid. They lie in the graph, so that the page has nothing to change when the view moves. */
export function CanvasDots() {
  const id = useId();
  return (
    <ViewportPortal>
      <svg className={style.dots} aria-hidden="true">
        <pattern id={id} width="16" height="16" patternUnits="userSpaceOnUse">
          <circle cx="8" cy="8" r="0.75" />
        </pattern>
        <rect width="100%" height="100%" fill={`url(#${CSS.escape(id)})`} />
      </svg>
    </ViewportPortal>
  );
}
