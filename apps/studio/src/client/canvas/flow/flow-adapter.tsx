import "@xyflow/react/dist/base.css";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type InternalNode,
  MiniMap,
  type Node,
  type NodeProps,
  type OnNodesChange,
  Position,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore as useFlowStore,
  useNodesInitialized,
  useReactFlow,
  useStoreApi,
  ViewportPortal,
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
import type { Box } from "./free-band.ts";
import { openingView } from "./opening-view.ts";
import { routeWire } from "./route-wire.ts";

/** A node as the canvas places it; its card is drawn by `Card`. */
export interface PlacedNode {
  readonly id: string;
  readonly position: { readonly x: number; readonly y: number };
  readonly title: string;
}

/** A wire between `node.port` and `node.port`. */
export interface PlacedWire {
  readonly id: string;
  readonly from: string;
  readonly to: string;
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
  heightOf(id: string): number;
  viewSize(): { readonly width: number; readonly height: number };
}

export interface FlowCanvasProps {
  readonly nodes: readonly PlacedNode[];
  readonly wires: readonly PlacedWire[];
  readonly selected: ReadonlySet<string>;
  readonly Card: ComponentType<{ readonly id: string; readonly selected: boolean }>;
  readonly Wire: ComponentType<WireGeometry>;
  readonly handle: React.Ref<FlowHandle>;
  readonly onMove: (moves: readonly { readonly id: string; readonly position: { x: number; y: number } }[]) => void;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onSelectWire: (id: string | undefined) => void;
  readonly onHoverWire: (id: string | undefined) => void;
  readonly onConnect: (from: string, to: string) => void;
  readonly canConnect: (from: string, to: string) => boolean;
  readonly onWireStart: (from: string) => void;
  /** The wire was let go: over a port that refused it, or over nothing. */
  readonly onWireDrop: (from: string, to: string | undefined, point: { x: number; y: number }) => void;
  readonly onWireEnd: () => void;
  readonly onZoom: (zoom: number) => void;
  readonly children?: ReactNode;
}

type CardNode = Node<{ readonly label: string }, "card">;
type WireEdge = Edge<{ readonly around: readonly PlacedNode[] }, "wire">;

const split = (ref: string) => {
  const dot = ref.indexOf(".");
  return [ref.slice(0, dot), ref.slice(dot + 1)] as const;
};
const join = (node: string | null | undefined, port: string | null | undefined) => `${node ?? ""}.${port ?? ""}`;

/** The graph on React Flow. Nothing outside this file knows React Flow's types. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Inner {...props} />
    </ReactFlowProvider>
  );
}

function Inner(props: FlowCanvasProps) {
  const { nodes, wires, selected, Card, Wire, handle } = props;
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
        const next = {
          id: node.id,
          type: "card" as const,
          position,
          data: { label: node.title },
          ariaLabel: node.title,
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
        const [source, sourceHandle] = split(wire.from);
        const [target, targetHandle] = split(wire.to);
        return {
          id: wire.id,
          type: "wire",
          source,
          sourceHandle,
          target,
          targetHandle,
          focusable: true,
          data: { around: nodes },
        };
      }),
    // Moved nodes may stand in a wire's way: then it is routed anew.
    [wires, nodes],
  );

  const nodeTypes = useMemo(
    () => ({
      card: memo(({ id, selected: chosen }: NodeProps<CardNode>) => <Card id={id} selected={chosen ?? false} />),
    }),
    [Card],
  );
  const edgeTypes = useMemo(
    () => ({ wire: memo((edge: EdgeProps<WireEdge>) => <PlacedWireView edge={edge} Wire={Wire} />) }),
    [Wire],
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
        const dx = into(left, 188 * zoom, wide);
        const dy = into(top, height * zoom, tall);
        if (dx === 0 && dy === 0) return;
        void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 200 });
      },
      heightOf: (id) => flow.getNode(id)?.measured?.height ?? 136,
      viewSize: () => ({ width: store.getState().width, height: store.getState().height }),
    }),
    [flow, store],
  );

  const onNodesChange: OnNodesChange<CardNode> = (changes) => {
    setFlowNodes((before) => applyNodeChanges(changes, before));
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
        props.onMove(dragged.map((node) => ({ id: node.id, position: { x: node.position.x, y: node.position.y } })))
      }
      onEdgeClick={(_event, edge) => props.onSelectWire(edge.id)}
      onEdgeMouseEnter={(_event, edge) => props.onHoverWire(edge.id)}
      onEdgeMouseLeave={() => props.onHoverWire(undefined)}
      onPaneClick={() => {
        props.onSelect([]);
        props.onSelectWire(undefined);
      }}
      onConnect={(joined) =>
        props.onConnect(join(joined.source, joined.sourceHandle), join(joined.target, joined.targetHandle))
      }
      isValidConnection={(joined) =>
        props.canConnect(join(joined.source, joined.sourceHandle), join(joined.target, joined.targetHandle))
      }
      onConnectStart={(_event, start) => {
        if (start.handleType === "source") props.onWireStart(join(start.nodeId, start.handleId));
      }}
      onConnectEnd={(event, state) => {
        props.onWireEnd();
        if (state.isValid === true || state.fromHandle === null || state.fromHandle.type !== "source") return;
        const from = join(state.fromNode?.id, state.fromHandle.id);
        const to = state.toHandle === null ? undefined : join(state.toHandle.nodeId, state.toHandle.id);
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

function boxOf(node: InternalNode): Box {
  const { x, y } = node.internals.positionAbsolute;
  return { left: x, top: y, right: x + (node.measured.width ?? 188), bottom: y + (node.measured.height ?? 136) };
}

function boxesOf({ nodeLookup }: { readonly nodeLookup: ReadonlyMap<string, InternalNode> }): readonly Box[] {
  return [...nodeLookup.values()].map(boxOf);
}

/** The minimap stands only while part of the graph is out of view. */
function MapWhenNeeded() {
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
      nodeColor="var(--line-strong)"
      nodeBorderRadius={16}
    />
  );
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
  const boxes = new Map([...store.getState().nodeLookup.values()].map((node) => [node.id, boxOf(node)]));
  const bandY = routeWire(boxes, { source, target, sourceX, sourceY, targetX, targetY });
  return <Wire id={edge.id} {...{ sourceX, sourceY, targetX, targetY, bandY }} />;
}

/** Something of HTML that stands on a wire, at a place of the graph. */
export function OnWire({ x, y, children }: { readonly x: number; readonly y: number; readonly children: ReactNode }) {
  return (
    <EdgeLabelRenderer>
      <div
        className="nodrag nopan"
        style={{
          position: "absolute",
          transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
          pointerEvents: "all",
          zIndex: 5,
        }}
      >
        {children}
      </div>
    </EdgeLabelRenderer>
  );
}

/** A port on a card's edge, at a height from the card's top; its drawing comes as children. */
export function PortHandle({
  port,
  side,
  top,
  className,
  children,
}: {
  readonly port: string;
  readonly side: "in" | "out";
  readonly top: number;
  readonly className: string;
  readonly children: ReactNode;
}) {
  return (
    <Handle
      id={port}
      type={side === "in" ? "target" : "source"}
      position={side === "in" ? Position.Left : Position.Right}
      className={className}
      style={{ top }}
    >
      {children}
    </Handle>
  );
}

/** Things that move and zoom with the graph without being nodes of it. */
export function ViewportLayer({ children }: { readonly children: ReactNode }) {
  return <ViewportPortal>{children}</ViewportPortal>;
}
