import { Panel, type ReactFlowState, useReactFlow, useStore, useStoreApi, type Viewport } from "@xyflow/react";
import { memo, type PointerEvent, useEffect, useRef, useState } from "react";
import style from "./graph-map.module.css";
import { type Boxes, boundsOf, boxesOf, boxInView } from "./node-box.ts";
import type { ViewMotion } from "./view-motion.ts";

const width = 144;
const height = 90;

/** What the map shows, in the graph's coordinates, and its scale; found again when the view rests. */
interface MapFrame {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
  /** The size of the view. */
  readonly wide: number;
  readonly tall: number;
}

/** A map of the graph, which can be clicked and dragged; stands only while part of the graph is out of view. */
export function MapWhenNeeded({ motion }: { readonly motion: ViewMotion }) {
  const outside = useStore((state) => {
    const [x, y, zoom] = state.transform;
    const { left, top, right, bottom } = boundsOf(boxesOf(state));
    if (left * zoom + x < -40 || top * zoom + y < -40) return true;
    return right * zoom + x > state.width + 40 || bottom * zoom + y > state.height + 40;
  });
  return outside ? <GraphMap motion={motion} /> : null;
}

function GraphMap({ motion }: { readonly motion: ViewMotion }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const boxes = useStore(boxesOf);
  const [frame, setFrame] = useState(() => frameOf(store.getState()));
  const view = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // Where the view stands is set beside React: nothing is rendered or laid out while it moves.
    const place = (viewport: Viewport) => {
      const { left, top, right } = boxInView(store.getState(), viewport);
      const at = `translate(${(left - frame.left) * frame.scale}px, ${(top - frame.top) * frame.scale}px)`;
      if (view.current !== null) view.current.style.transform = `${at} scale(${(right - left) / frame.wide})`;
    };
    const rest = () => {
      const state = store.getState();
      place(viewportOf(state));
      if (!sameFrame(frame, frameOf(state))) setFrame(frameOf(state));
    };
    rest();
    const leaveMoves = motion.onMove(place);
    const leaveRests = motion.onRest(rest);
    const leaveStore = store.subscribe((now, before) => {
      if (now.nodes !== before.nodes || now.width !== before.width || now.height !== before.height) rest();
    });
    return () => {
      leaveMoves();
      leaveRests();
      leaveStore();
    };
  }, [store, motion, frame]);

  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = frame.left + (event.clientX - box.left) / frame.scale;
    const y = frame.top + (event.clientY - box.top) / frame.scale;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  const size = { width: frame.wide * frame.scale, height: frame.tall * frame.scale };
  return (
    <Panel position="bottom-right" className={style.panel!}>
      <div
        role="img"
        aria-label="Map of the graph"
        className={style.map}
        style={{ width, height }}
        onPointerDown={go}
        onPointerMove={go}
      >
        <div ref={view} className={style.view} style={size} />
        <Cards boxes={boxes} frame={frame} />
      </div>
    </Panel>
  );
}

const viewportOf = ({ transform: [x, y, zoom] }: ReactFlowState): Viewport => ({ x, y, zoom });

/** The map holds the whole graph and the view, also where that lies beside it. */
function frameOf(state: ReactFlowState): MapFrame {
  const all = boundsOf(boxesOf(state));
  const view = boxInView(state, viewportOf(state));
  const left = Math.min(all.left, view.left);
  const top = Math.min(all.top, view.top);
  const scale = Math.min(
    width / (Math.max(all.right, view.right) - left),
    height / (Math.max(all.bottom, view.bottom) - top),
  );
  return { left, top, scale, wide: view.right - view.left, tall: view.bottom - view.top };
}

/** The view's size is the same but for what rounding does to it. */
function sameFrame(a: MapFrame, b: MapFrame): boolean {
  const sameSize = Math.abs(a.wide - b.wide) < 0.01 && Math.abs(a.tall - b.tall) < 0.01;
  return sameSize && a.left === b.left && a.top === b.top && a.scale === b.scale;
}

/** All cards as one outline. */
const Cards = memo(({ boxes, frame }: { readonly boxes: Boxes; readonly frame: MapFrame }) => (
  <svg width={width} height={height} className={style.cards} aria-hidden="true">
    <path
      transform={`scale(${frame.scale}) translate(${-frame.left} ${-frame.top})`}
      d={[...boxes.values()].map((box) => `M${box.left} ${box.top}H${box.right}V${box.bottom}H${box.left}z`).join("")}
    />
  </svg>
));
