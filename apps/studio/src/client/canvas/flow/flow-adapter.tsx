import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeChange,
  type NodeProps,
  type OnNodesChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import {
  type ComponentType,
  memo,
  type ReactNode,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { MapWhenNeeded } from "./map-when-needed.tsx";
import { boxesOf, boxOf, isSolid } from "./node-box.ts";
import { openingView } from "./opening-view.ts";
import { routeWire } from "./route-wire.ts";

/** What stands on the canvas; each kind is drawn by its own component. A frame is drawn around its members. */
export interface PlacedNode {
  readonly id: string;
  readonly kind: "node" | "collapsed" | "frame" | "lane" | "note";
  readonly position: { readonly x: number; readonly y: number };
  readonly title: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** What moves with a frame. */
  readonly members?: readonly string[];
}

/** One end of a wire: what stands there, and its port. */
export interface PlacedEnd {
  readonly key: string;
  readonly port: string;
}

/** A wire from an output to an input; a refused one is no wire of the graph. */
export interface PlacedWire {
  readonly id: string;
  readonly from: PlacedEnd;
  readonly to: PlacedEnd;
  readonly label: string;
  readonly refused?: boolean;
}

/** Where a wire runs, for its drawing. */
export interface WireGeometry {
  readonly id: string;
  readonly sourceX: number;
  readonly sourceY: number;
  readonly targetX: number;
  readonly targetY: number;
  /** The height at which it goes round the cards; undefined when none is in its way. */
  readonly bandY: number | undefined;
}

/** How the rest of the studio moves the view. */
export interface FlowHandle {
  fit(): void;
  /** Shows the graph from its top left, at 100 % where it fits. */
  open(): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** Client coordinates to the graph's. */
  toGraph(point: { readonly x: number; readonly y: number }): { x: number; y: number };
  /** Brings a node into view where it is not. */
  reveal(id: string): void;
  sizeOf(id: string): { readonly width: number; readonly height: number };
  viewSize(): { readonly width: number; readonly height: number };
}

export interface FlowCanvasProps {
  readonly nodes: readonly PlacedNode[];
  readonly wires: readonly PlacedWire[];
  readonly selected: ReadonlySet<string>;
  readonly cards: Readonly<
    Record<PlacedNode["kind"], ComponentType<{ readonly id: string; readonly selected: boolean }>>
  >;
  readonly Wire: ComponentType<WireGeometry>;
  readonly RefusedWire: ComponentType<WireGeometry>;
  readonly handle: React.Ref<FlowHandle>;
  /** Things were dragged by so much; what moves with a frame is not named besides. */
  readonly onMove: (moves: readonly { readonly key: string; readonly dx: number; readonly dy: number }[]) => void;
  /** One thing alone is being dragged. */
  readonly onDrag: (key: string) => void;
  /** Something was clicked twice. */
  readonly onOpen: (key: string) => void;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onSelectWire: (id: string | undefined) => void;
  readonly onHoverWire: (id: string | undefined) => void;
  readonly onConnect: (from: PlacedEnd, to: PlacedEnd) => void;
  readonly canConnect: (from: PlacedEnd, to: PlacedEnd) => boolean;
  readonly onWireStart: (from: PlacedEnd) => void;
  /** The wire was let go: over a port that refused it, or over nothing. */
  readonly onWireDrop: (from: PlacedEnd, to: PlacedEnd | undefined, point: { x: number; y: number }) => void;
  readonly onWireEnd: () => void;
  readonly onZoom: (zoom: number) => void;
  readonly children?: ReactNode;
}

type CardNode = Node<{ readonly label: string }, PlacedNode["kind"]>;
type WireEdge = Edge<{ readonly around: readonly PlacedNode[] }, "wire" | "refused">;

const end = (key: string | null | undefined, port: string | null | undefined): PlacedEnd => ({
  key: key ?? "",
  port: port ?? "",
});

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
  note: { ariaRoleDescription: "note", zIndex: -900 },
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
  const ready = useNodesInitialized();

  useEffect(() => {
    setFlowNodes((before) => {
      const old = new Map(before.map((node) => [node.id, node]));
      return nodes.map((node) => {
        const was = old.get(node.id);
        const position = was?.dragging === true ? was.position : { ...node.position };
        const { ariaRoleDescription, ...look } = byKind[node.kind];
        const next = {
          id: node.id,
          type: node.kind,
          position,
          data: { label: node.title },
          ariaLabel: node.title,
          domAttributes: { "aria-roledescription": ariaRoleDescription, "aria-describedby": `says-${node.id}` },
          ...look,
          ...node.size,
        };
        return was === undefined
          ? { ...next, selected: selected.has(node.id) }
          : { ...was, ...next, selected: selected.has(node.id) };
      });
    });
  }, [nodes, selected]);

  const flowEdges = useMemo<WireEdge[]>(
    () =>
      wires.map((wire) => {
        return {
          id: wire.id,
          type: wire.refused === true ? "refused" : "wire",
          source: wire.from.key,
          sourceHandle: wire.from.port,
          target: wire.to.key,
          targetHandle: wire.to.port,
          // Five hundred wires in the way of the Tab key would be a trap: from a node, a key of its own leads to its wires.
          focusable: true,
          ariaLabel: wire.label,
          domAttributes: { tabIndex: -1, "aria-roledescription": "wire", "aria-describedby": undefined },
          data: { around: nodes },
        };
      }),
    // Moved nodes may stand in a wire's way: then it is routed anew.
    [wires, nodes],
  );

  const nodeTypes = useMemo(() => {
    const drawnBy = (Card: (typeof cards)["node"]) =>
      memo(({ id, selected: chosen }: NodeProps<CardNode>) => <Card id={id} selected={chosen ?? false} />);
    return {
      node: drawnBy(cards.node),
      collapsed: drawnBy(cards.collapsed),
      frame: drawnBy(cards.frame),
      lane: drawnBy(cards.lane),
      note: drawnBy(cards.note),
    };
  }, [cards]);
  const edgeTypes = useMemo(
    () => ({
      wire: memo((edge: EdgeProps<WireEdge>) => <PlacedWireView edge={edge} Wire={Wire} />),
      refused: memo((edge: EdgeProps<WireEdge>) => <PlacedWireView edge={edge} Wire={RefusedWire} />),
    }),
    [Wire, RefusedWire],
  );

  useEffect(() => {
    if (!ready || fitted.current || flowNodes.length === 0) return;
    fitted.current = true;
    void flow.setViewport(openingView(boxesOf(store.getState()), store.getState()));
  }, [ready, flow, store, flowNodes]);

  useImperativeHandle(
    handle,
    () => ({
      fit: () => void flow.fitView({ padding: 0.06, maxZoom: 1, duration: 200 }),
      open: () => void flow.setViewport(openingView(boxesOf(store.getState()), store.getState())),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
      toGraph: (point) => flow.screenToFlowPosition(point),
      reveal: (id) => {
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
    [flow, store],
  );

  const onNodesChange: OnNodesChange<CardNode> = (changes) => {
    setFlowNodes((before) => applyNodeChanges(withMembers(changes, before, nodes), before));
    const select = changes.filter((change) => change.type === "select");
    if (select.length === 0) return;
    const next = new Set(selected);
    for (const change of select) change.selected ? next.add(change.id) : next.delete(change.id);
    if (next.size !== selected.size || [...next].some((id) => !selected.has(id))) props.onSelect([...next]);
  };

  return (
    <ReactFlow<CardNode, WireEdge>
      nodes={flowNodes}
      edges={flowEdges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onNodeDragStop={(_event, _node, dragged) =>
        props.onMove(
          dragged.map(({ id, position }) => {
            const was = nodes.find((node) => node.id === id)?.position ?? position;
            return { key: id, dx: position.x - was.x, dy: position.y - was.y };
          }),
        )
      }
      onNodeDrag={(_event, node, dragged) => {
        if (dragged.length === 1) props.onDrag(node.id);
      }}
      onNodeDoubleClick={(_event, node) => props.onOpen(node.id)}
      onEdgeClick={(_event, edge) => props.onSelectWire(edge.id)}
      onEdgeMouseEnter={(_event, edge) => props.onHoverWire(edge.id)}
      onEdgeMouseLeave={() => props.onHoverWire(undefined)}
      onPaneClick={() => {
        props.onSelect([]);
        props.onSelectWire(undefined);
      }}
      onConnect={(joined) =>
        props.onConnect(end(joined.source, joined.sourceHandle), end(joined.target, joined.targetHandle))
      }
      isValidConnection={(joined) =>
        props.canConnect(end(joined.source, joined.sourceHandle), end(joined.target, joined.targetHandle))
      }
      onConnectStart={(_event, start) => {
        if (start.handleType === "source") props.onWireStart(end(start.nodeId, start.handleId));
      }}
      onConnectEnd={(event, state) => {
        props.onWireEnd();
        if (state.isValid === true || state.fromHandle === null || state.fromHandle.type !== "source") return;
        const from = end(state.fromNode?.id, state.fromHandle.id);
        const to = state.toHandle === null ? undefined : end(state.toHandle.nodeId, state.toHandle.id);
        const point = "changedTouches" in event ? event.changedTouches[0]! : event;
        if (to !== undefined || (event.target as Element | null)?.classList.contains("react-flow__pane") === true) {
          props.onWireDrop(from, to, { x: point.clientX, y: point.clientY });
        }
      }}
      onMove={(_event, viewport) => props.onZoom(viewport.zoom)}
      snapToGrid
      snapGrid={[8, 8]}
      minZoom={0.2}
      maxZoom={2}
      selectionOnDrag
      selectionMode={SelectionMode.Partial}
      panOnDrag={[1, 2]}
      panOnScroll
      connectionRadius={24}
      deleteKeyCode={null}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={["Meta", "Control", "Shift"]}
      // The studio has keys of its own; React Flow would move and unselect nodes beside them.
      disableKeyboardA11y
      nodesFocusable
      edgesFocusable
      onlyRenderVisibleElements={nodes.length > 120}
      proOptions={{ hideAttribution: true }}
    >
      <Background variant={BackgroundVariant.Dots} gap={16} size={1.5} color="var(--dot)" />
      <MapWhenNeeded />
      {props.children}
    </ReactFlow>
  );
}

/** A dragged frame takes its members along, except those that are dragged themselves. */
function withMembers(
  changes: readonly NodeChange<CardNode>[],
  before: readonly CardNode[],
  placed: readonly PlacedNode[],
): NodeChange<CardNode>[] {
  const all = [...changes];
  for (const change of changes) {
    if (change.type !== "position" || change.position === undefined || !change.id.startsWith("group:")) continue;
    const members = placed.find((node) => node.id === change.id)?.members ?? [];
    const was = before.find((node) => node.id === change.id)?.position;
    if (was === undefined) continue;
    for (const node of before) {
      if (!members.includes(node.id) || all.some((one) => one.type === "position" && one.id === node.id)) continue;
      const position = {
        x: node.position.x + change.position.x - was.x,
        y: node.position.y + change.position.y - was.y,
      };
      all.push({ type: "position", id: node.id, position, dragging: change.dragging ?? false });
    }
  }
  return all;
}

function PlacedWireView({
  edge,
  Wire,
}: {
  readonly edge: EdgeProps<WireEdge>;
  readonly Wire: ComponentType<WireGeometry>;
}) {
  const store = useStoreApi();
  const { source, target, sourceX, sourceY, targetX, targetY } = edge;
  const boxes = new Map(
    [...store.getState().nodeLookup.values()].filter(isSolid).map((node) => [node.id, boxOf(node)]),
  );
  const bandY = routeWire(boxes, { source, target, sourceX, sourceY, targetX, targetY });
  return <Wire id={edge.id} {...{ sourceX, sourceY, targetX, targetY, bandY }} />;
}
