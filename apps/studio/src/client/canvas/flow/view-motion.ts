import type { Viewport } from "@xyflow/react";
import type { FlowStore } from "./flow-types.ts";

/** Where the view stands while it is panned and zoomed. */
export interface ViewMotion {
  isMoving(): boolean;
  /** Moves the view: the graph on the page at once, React Flow when the view rests. */
  moveTo(viewport: Viewport): void;
  /** Tells React Flow at once where the view stands; for those that are about to ask it. */
  settle(): void;
  /** The wheel was turned. */
  turned(): void;
  /** A button of the pointer went down: what is done with the first is measured by the view, with others it is panned. */
  pressed(button: number): void;
  /** The pointer was moved by a hand, with no button held: something under it may be meant. */
  pointed(): void;
  /** Calls the listener at every move, until the returned function is called. */
  onMove(listener: (viewport: Viewport) => void): () => void;
  /** Calls the listener whenever the view comes to rest, until the returned function is called. */
  onRest(listener: () => void): () => void;
}

/** So long after its last move the view rests: longer than one turn of the wheel takes to follow another. */
const restMs = 140;
/** So long after its last move the pointer means what is under it again. */
const pointMs = 40;

/**
 * React Flow reports each move of the view to all nodes, ports and wires, some thousands of listeners, of which none changes
 * by it: with 300 nodes that costs a third of every frame. Here a move only places the graph, as React Flow does, and it
 * learns where the view stands when that rests, or at once while a button is held or something is dragged or wired, which
 * it measures by the view. While a hand moves the view the canvas carries `data-moving`.
 */
export function createViewMotion(store: FlowStore): ViewMotion {
  const moves = new Set<(viewport: Viewport) => void>();
  const rests = new Set<() => void>();
  let reported = true;
  let now: Viewport = { x: 0, y: 0, zoom: 1 };
  let movedAt = 0;
  let turnedAt = Number.NEGATIVE_INFINITY;
  let held: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let surface: HTMLElement | null = null;

  const settle = () => {
    if (reported) return;
    reported = true;
    store.setState({ transform: [now.x, now.y, now.zoom] });
  };
  const poll = () => {
    const left = movedAt + restMs - performance.now();
    if (left > 0) {
      timer = setTimeout(poll, left);
      return;
    }
    timer = undefined;
    store.getState().domNode?.removeAttribute("data-moving");
    settle();
    for (const listener of rests) listener();
  };
  const release = () => {
    held = undefined;
    window.removeEventListener("pointerup", release, true);
    window.removeEventListener("pointercancel", release, true);
  };
  return {
    isMoving: () => timer !== undefined,
    moveTo(viewport) {
      const state = store.getState();
      const starts = timer === undefined;
      now = viewport;
      reported = false;
      movedAt = performance.now();
      if (starts) timer = setTimeout(poll, restMs);
      const acts =
        held === 0 || state.connection.inProgress || state.userSelectionActive || state.nodes.some(isDragged);
      const byHand = movedAt - turnedAt < restMs || (held !== undefined && held !== 0);
      // Nothing lies over what is being done; a view that moves by itself is none to be looked away from.
      if (acts) state.domNode?.removeAttribute("data-moving");
      else if (starts && byHand) state.domNode?.setAttribute("data-moving", "");
      if (surface?.isConnected !== true) {
        surface = state.domNode?.querySelector<HTMLElement>(".react-flow__viewport") ?? null;
      }
      // The frame around a selection of several is drawn by React Flow's own knowledge of the view.
      if (acts || state.nodesSelectionActive || surface === null) settle();
      else surface.style.transform = `translate(${viewport.x}px, ${viewport.y}px) scale(${viewport.zoom})`;
      for (const listener of moves) listener(viewport);
    },
    settle,
    turned() {
      turnedAt = performance.now();
    },
    pressed(button) {
      settle();
      held = button;
      window.addEventListener("pointerup", release, true);
      window.addEventListener("pointercancel", release, true);
    },
    pointed() {
      if (performance.now() - movedAt > pointMs) store.getState().domNode?.removeAttribute("data-moving");
    },
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
