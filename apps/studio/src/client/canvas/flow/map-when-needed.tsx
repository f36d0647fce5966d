import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent } from "react";
import type { Box } from "./free-band.ts";
import style from "./graph-map.module.css";
import { type Boxes, boundsOf, boxesOf } from "./node-box.ts";

const width = 144;
const height = 90;

/** A map of the graph, which can be clicked and dragged; stands only while part of the graph is out of view. */
export function MapWhenNeeded() {
  const outside = useStore((state) => {
    const [x, y, zoom] = state.transform;
    const { left, top, right, bottom } = boundsOf(boxesOf(state));
    if (left * zoom + x < -40 || top * zoom + y < -40) return true;
    return right * zoom + x > state.width + 40 || bottom * zoom + y > state.height + 40;
  });
  return outside ? <GraphMap /> : null;
}

function GraphMap() {
  const flow = useReactFlow();
  const boxes = useStore(boxesOf);
  const view = useStore(
    ({ transform: [x, y, zoom], width: wide, height: tall }): Box => ({
      left: -x / zoom,
      top: -y / zoom,
      right: (wide - x) / zoom,
      bottom: (tall - y) / zoom,
    }),
    (a, b) => a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom,
  );
  const all = boundsOf(boxes);
  const left = Math.min(all.left, view.left);
  const top = Math.min(all.top, view.top);
  const scale = Math.min(
    width / (Math.max(all.right, view.right) - left),
    height / (Math.max(all.bottom, view.bottom) - top),
  );
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = left + (event.clientX - box.left) / scale;
    const y = top + (event.clientY - box.top) / scale;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <Panel position="bottom-right" className={style.panel!}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label="Map of the graph"
        className={style.map}
        onPointerDown={go}
        onPointerMove={go}
      >
        <g transform={`scale(${scale}) translate(${-left} ${-top})`}>
          <rect
            x={view.left}
            y={view.top}
            width={view.right - view.left}
            height={view.bottom - view.top}
            className={style.view}
          />
          <Cards boxes={boxes} />
        </g>
      </svg>
    </Panel>
  );
}

/** All cards as one outline: three hundred shapes of their own would be gone through whenever the view moves. */
const Cards = memo(({ boxes }: { readonly boxes: Boxes }) => (
  <path
    className={style.cards}
    d={[...boxes.values()].map((box) => `M${box.left} ${box.top}H${box.right}V${box.bottom}H${box.left}z`).join("")}
  />
));
