import {
  type NodeProps,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { memo, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { useNarrow } from "../../ui/use-narrow.ts";
import { CanvasDots } from "./canvas-dots.tsx";
import { DetailLevel } from "./detail-level.tsx";
import { drawnWire } from "./drawn-wire.tsx";
import { flowHandlers } from "./flow-handlers.ts";
import type { CardNode, FlowCanvasProps, PlacedNode, PlacedWire, WireEdge } from "./flow-types.ts";
import { MapWhenNeeded } from "./map-when-needed.tsx";
import { MovingShield } from "./moving-shield.tsx";
import { boundsOf, boxesOf } from "./node-box.ts";
import { openingView } from "./opening-view.ts";
import { createViewMotion } from "./view-motion.ts";
import { createWireRouting } from "./wire-routing.ts";

const samePlace = (a: PlacedNode["position"], b: PlacedNode["position"]) => a.x === b.x && a.y === b.y;

/** Frames lie under everything, also when chosen, which lifts by 1,000; they let the pointer through to the canvas. */
const byKind = {
  node: { ariaRoleDescription: "node" },
  collapsed: { ariaRoleDescription: "group of nodes" },
  frame: {
    ariaRoleDescription: "group of nodes",
    zIndex: -2000,
    dragHandle: ".frame-handle",
    style: { pointerEvents: "none" },
  },
  lane: { ariaRoleDescription: "group of nodes", dragHandle: ".frame-handle" },
  note: { ariaRoleDescription: "note", zIndex: 1 },
} as const;

/** The graph on React Flow. Nothing outside this file knows React Flow's types. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Inner {...props} />
    </ReactFlowProvider>
  );
}

function Inner(props: FlowCanvasProps) {
  const { nodes, wires, selected, cards, Wire, RefusedWire, handle } = props;
  const flow = useReactFlow<CardNode, WireEdge>();
  const store = useStoreApi<CardNode, WireEdge>();
  const [flowNodes, setFlowNodes] = useState<CardNode[]>([]);
  const fitted = useRef(false);
  const latest = useRef(props);
  latest.current = props;
  const ready = useNodesInitialized();
  const narrow = useNarrow();

  useEffect(() => {
    setFlowNodes((before) => {
      const old = new Map(before.map((node) => [node.id, node]));
      return nodes.map((node) => {
        const was = old.get(node.id);
        const position = was?.dragging === true ? was.position : node.position;
        const chosen = selected.has(node.id);
        // One that stays as it is keeps its object: React Flow goes through all the others.
        if (
          was?.type === node.kind &&
          was.selected === chosen &&
          was.ariaLabel === node.title &&
          samePlace(was.position, position) &&
          (node.size === undefined || (node.size.width === was.width && node.size.height === was.height))
        )
          return was;
        const { ariaRoleDescription, ...labels } = byKind[node.kind];
        const next = {
          id: node.id,
          type: node.kind,
          position: { ...position },
          data: { label: node.title },
          ariaLabel: node.title,
          domAttributes: { "aria-roledescription": ariaRoleDescription, "aria-describedby": `says-${node.id}` },
          selected: chosen,
          ...labels,
          ...node.size,
        };
        return { ...was, ...next };
      });
    });
  }, [nodes, selected]);

  const edges = useRef<ReadonlyMap<string, WireEdge>>(new Map());
  const flowEdges = useMemo(() => {
    const made = wires.map((wire) => edgeOf(wire, edges.current.get(wire.id)));
    edges.current = new Map(made.map((edge) => [edge.id, edge]));
    return made;
  }, [wires]);
  const [routing] = useState(createWireRouting);
  const [motion] = useState(() => createViewMotion(store));

  const nodeTypes = useMemo(() => {
    const drawnBy = (Card: (typeof cards)["node"]) => {
      // React Flow hands a node its place too; a card that is dragged stays as it is drawn.
      const Drawn = memo(Card);
      return ({ id, selected: chosen }: NodeProps<CardNode>) => <Drawn id={id} selected={chosen ?? false} />;
    };
    return {
      node: drawnBy(cards.node),
      collapsed: drawnBy(cards.collapsed),
      frame: drawnBy(cards.frame),
      lane: drawnBy(cards.lane),
      note: drawnBy(cards.note),
    };
  }, [cards]);
  const edgeTypes = useMemo(
    () => ({ wire: drawnWire(Wire, routing), refused: drawnWire(RefusedWire, routing) }),
    [Wire, RefusedWire, routing],
  );

  useEffect(() => {
    if (!flowNodes.some((node) => node.dragging === true)) routing.settle(boxesOf(store.getState()));
  }, [flowNodes, routing, store]);

  useEffect(() => {
    if (!ready || fitted.current || flowNodes.length === 0) return;
    fitted.current = true;
    void flow.setViewport(openingView(boundsOf(boxesOf(store.getState())), store.getState()));
  }, [ready, flow, store, flowNodes]);

  useEffect(() => {
    const { onZoom } = latest.current;
    let reportedAt = 0;
    const leaveMoves = motion.onMove(({ zoom }) => {
      if (performance.now() - reportedAt < zoomEveryMs) return;
      reportedAt = performance.now();
      onZoom(zoom);
    });
    const leaveRests = motion.onRest(() => onZoom(store.getState().transform[2]));
    return () => {
      leaveMoves();
      leaveRests();
    };
  }, [motion, store]);

  useImperativeHandle(
    handle,
    () => ({
      fit: () => void flow.fitView({ padding: 0.06, maxZoom: 1, duration: 200 }),
      open: () => void flow.setViewport(openingView(boundsOf(boxesOf(store.getState())), store.getState())),
      zoomBy(factor) {
        motion.settle();
        void flow.zoomTo(flow.getZoom() * factor, { duration: 120 });
      },
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
      toGraph(point) {
        motion.settle();
        return flow.screenToFlowPosition(point);
      },
      reveal(id) {
        motion.settle();
        const node = flow.getNode(id);
        if (node === undefined) return;
        // Under the pointer nothing moves by itself.
        if (node.dragging === true) return;
        const height = node.measured?.height ?? 136;
        const { transform, width: wide, height: tall } = store.getState();
        const [x, y, zoom] = transform;
        const left = node.position.x * zoom + x;
        const top = node.position.y * zoom + y;
        // What is in view already stays where it is, the rest comes in by the shortest way.
        const into = (start: number, size: number, room: number) =>
          start < 0 ? 24 - start : start + size > room ? Math.max(room - 24 - size, 24) - start : 0;
        const dx = into(left, (node.measured?.width ?? 188) * zoom, wide);
        const dy = into(top, height * zoom, tall);
        if (dx === 0 && dy === 0) return;
        void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 });
      },
      sizeOf: (id) => {
        const { width = 188, height = 136 } = flow.getNode(id)?.measured ?? {};
        return { width, height };
      },
      viewSize: () => ({ width: store.getState().width, height: store.getState().height }),
    }),
    [flow, store, motion],
  );

  // Each handler that is another function than before makes React Flow notify all its nodes and wires.
  const handlers = useMemo(() => flowHandlers(() => latest.current, setFlowNodes, motion), [motion]);

  return (
    <ReactFlow<CardNode, WireEdge>
      nodes={flowNodes}
      edges={flowEdges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      {...handlers}
      viewport={startView}
      snapToGrid
      snapGrid={snapGrid}
      minZoom={0.2}
      maxZoom={2}
      // One finger pans, also over a card; cards are chosen by a tap.
      nodesDraggable={props.editable && !narrow}
      nodesConnectable={props.editable && !narrow}
      selectionOnDrag={!narrow}
      selectionMode={SelectionMode.Partial}
      panOnDrag={narrow ? true : panButtons}
      panOnScroll
      connectionRadius={24}
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={multiSelectionKeys}
      // The studio has keys of its own; React Flow would move and unselect nodes beside them.
      disableKeyboardA11y
      nodesFocusable
      edgesFocusable
      proOptions={flowOptions}
    >
      <MapWhenNeeded motion={motion} />
      <CanvasDots />
      <DetailLevel motion={motion} />
      <MovingShield />
      {props.children}
    </ReactFlow>
  );
}

/** Where React Flow's view stands at first; given, it leaves it to `ViewMotion` to keep it. */
const startView = { x: 0, y: 0, zoom: 1 };
/** How often the scale is reported while the view moves. */
const zoomEveryMs = 200;
const snapGrid: [number, number] = [8, 8];
const panButtons = [1, 2];
const multiSelectionKeys = ["Meta", "Control", "Shift"];
const flowOptions = { hideAttribution: true };

/** An edge for a wire: the one it had, when nothing about it changed. */
function edgeOf(wire: PlacedWire, was: WireEdge | undefined): WireEdge {
  const type = wire.refused === true ? "refused" : "wire";
  if (
    was?.type === type &&
    was.source === wire.from.key &&
    was.sourceHandle === wire.from.port &&
    was.target === wire.to.key &&
    was.targetHandle === wire.to.port &&
    was.ariaLabel === wire.label
  )
    return was;
  return {
    id: wire.id,
    type,
    source: wire.from.key,
    sourceHandle: wire.from.port,
    target: wire.to.key,
    targetHandle: wire.to.port,
    // Five hundred wires in the way of the Tab key would be a trap: from a node, a key of its own leads to its wires.
    focusable: true,
    ariaLabel: wire.label,
    domAttributes: { tabIndex: -1, "aria-roledescription": "wire", "aria-describedby": undefined },
    data: {},
  };
}
