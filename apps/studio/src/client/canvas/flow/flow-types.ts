import type { Edge, Node, useStoreApi } from "@xyflow/react";
import type { ComponentType, ReactNode } from "react";

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
  /** False where nothing may be moved or wired. */
  readonly editable: boolean;
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

export type CardNode = Node<{ readonly label: string }, PlacedNode["kind"]>;

export type WireEdge = Edge<Record<string, never>, "wire" | "refused">;

export type FlowStore = ReturnType<typeof useStoreApi<CardNode, WireEdge>>;
