import { applyNodeChanges, type NodeChange, type ReactFlowProps } from "@xyflow/react";
import type { CardNode, FlowCanvasProps, PlacedEnd, PlacedNode, WireEdge } from "./flow-types.ts";
import type { ViewMotion } from "./view-motion.ts";

const end = (key: string | null | undefined, port: string | null | undefined): PlacedEnd => ({
  key: key ?? "",
  port: port ?? "",
});

/** What React Flow reports, in the studio's terms; `now` gives the props of the moment. */
export function flowHandlers(
  now: () => FlowCanvasProps,
  setFlowNodes: (change: (before: CardNode[]) => CardNode[]) => void,
  motion: ViewMotion,
): Partial<ReactFlowProps<CardNode, WireEdge>> {
  return {
    onNodesChange(changes) {
      const { nodes, selected, onSelect } = now();
      setFlowNodes((before) => applyNodeChanges(withMembers(changes, before, nodes), before));
      const select = changes.filter((change) => change.type === "select");
      if (select.length === 0) return;
      const next = new Set(selected);
      for (const change of select) change.selected ? next.add(change.id) : next.delete(change.id);
      if (next.size !== selected.size || [...next].some((id) => !selected.has(id))) onSelect([...next]);
    },
    onNodeDragStop(_event, _node, dragged) {
      const placed = new Map(now().nodes.map((node) => [node.id, node.position]));
      now().onMove(
        dragged.map(({ id, position }) => {
          const was = placed.get(id) ?? position;
          return { key: id, dx: position.x - was.x, dy: position.y - was.y };
        }),
      );
    },
    onNodeDrag(_event, node, dragged) {
      if (dragged.length === 1) now().onDrag(node.id);
    },
    onNodeDoubleClick: (_event, node) => now().onOpen(node.id),
    onEdgeClick: (_event, edge) => now().onSelectWire(edge.id),
    onEdgeMouseEnter: (_event, edge) => now().onHoverWire(edge.id),
    onEdgeMouseLeave: () => now().onHoverWire(undefined),
    onPaneClick() {
      now().onSelect([]);
      now().onSelectWire(undefined);
    },
    onConnect: (joined) =>
      now().onConnect(end(joined.source, joined.sourceHandle), end(joined.target, joined.targetHandle)),
    isValidConnection: (joined) =>
      now().canConnect(end(joined.source, joined.sourceHandle), end(joined.target, joined.targetHandle)),
    onConnectStart(_event, start) {
      if (start.handleType === "source") now().onWireStart(end(start.nodeId, start.handleId));
    },
    onConnectEnd(event, state) {
      now().onWireEnd();
      if (state.isValid === true || state.fromHandle === null || state.fromHandle.type !== "source") return;
      const from = end(state.fromNode?.id, state.fromHandle.id);
      const to = state.toHandle === null ? undefined : end(state.toHandle.nodeId, state.toHandle.id);
      const point = "changedTouches" in event ? event.changedTouches[0]! : event;
      if (to !== undefined || (event.target as Element | null)?.classList.contains("react-flow__pane") === true) {
        now().onWireDrop(from, to, { x: point.clientX, y: point.clientY });
      }
    },
    onViewportChange: motion.moveTo,
    onWheelCapture: motion.turned,
    onPointerDownCapture: (event) => motion.pressed(event.button),
    onPointerMoveCapture(event) {
      if (event.buttons === 0 && (event.movementX !== 0 || event.movementY !== 0)) motion.pointed();
    },
  };
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
