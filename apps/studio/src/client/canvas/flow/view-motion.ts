import type { Viewport } from "@xyflow/react";
import type { FlowStore } from "./flow-adapter.tsx";

/** Where the view stands while it is panned and zoomed. */
export interface ViewMotion {
  isMoving(): boolean;
  /** Moves the view: the graph on the page at once, React Flow when the view rests. */
  moveTo(viewport: Viewport): void;
  /** Tells React Flow at once where the view stands; for those that are about to ask it. */
  settle(): void;
  /** Calls the listener at every move, until the returned function is called. */
  onMove(listener: (viewport: Viewport) => void): () => void;
  /** Calls the listener whenever the view comes to rest, until the returned function is called. */
  onRest(listener: () => void): () => void;
}

/** So long after its last move the view rests: longer than one turn of the wheel takes to follow another. */
const restMs = 140;

/**
 * React Flow tells each move of the view to all nodes, ports and wires, some thousands of listeners, of which none changes
 * by it: with 300 nodes that costs a third of every frame. Here a move only places the graph, as React Flow does, and it
 * is told where the view stands when that rests, or at once while something is dragged or wired, which it measures by the
 * view. While the view moves the canvas carries `data-moving`.
 */
export function createViewMotion(store: FlowStore): ViewMotion {
  const moves = new Set<(viewport: Viewport) => void>();
  const rests = new Set<() => void>();
  let told = true;
  let now: Viewport = { x: 0, y: 0, zoom: 1 };
  let movedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let surface: HTMLElement | null = null;

  const settle = () => {
    if (told) return;
    told = true;
    store.setState({ transform: [now.x, now.y, now.zoom] });
  };
  const look = () => {
    const left = movedAt + restMs - performance.now();
    if (left > 0) {
      timer = setTimeout(look, left);
      return;
    }
    timer = undefined;
    store.getState().domNode?.removeAttribute("data-moving");
    settle();
    for (const listener of rests) listener();
  };
  return {
    isMoving: () => timer !== undefined,
    moveTo(viewport) {
      const state = store.getState();
      now = viewport;
      told = false;
      movedAt = performance.now();
      const selecting = state.userSelectionActive || state.nodesSelectionActive;
      const measured = selecting || state.connection.inProgress || state.nodes.some(isDragged);
      if (timer === undefined) {
        timer = setTimeout(look, restMs);
        if (!measured) state.domNode?.setAttribute("data-moving", "");
      }
      if (surface?.isConnected !== true) {
        surface = state.domNode?.querySelector<HTMLElement>(".react-flow__viewport") ?? null;
      }
      if (measured || surface === null) settle();
      else surface.style.transform = `translate(${viewport.x}px, ${viewport.y}px) scale(${viewport.zoom})`;
      for (const listener of moves) listener(viewport);
    },
    settle,
    onMove(listener) {
      moves.add(listener);
      return () => void moves.delete(listener);
    },
    onRest(listener) {
      rests.add(listener);
      return () => void rests.delete(listener);
    },
  };
}

const isDragged = (node: { readonly dragging?: boolean }) => node.dragging === true;
