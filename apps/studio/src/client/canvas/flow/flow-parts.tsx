import { EdgeLabelRenderer, Handle, NodeResizeControl, Position, ViewportPortal } from "@xyflow/react";
import type { ReactNode } from "react";

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
  name,
  children,
}: {
  readonly port: string;
  readonly side: "in" | "out";
  readonly top: number;
  readonly className: string;
  /** What a screen reader calls it. */
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <Handle
      id={port}
      type={side === "in" ? "target" : "source"}
      position={side === "in" ? Position.Left : Position.Right}
      className={className}
      style={{ top }}
      role="img"
      aria-label={name}
    >
      {children}
    </Handle>
  );
}

/** The corner that resizes a card; reports the size when it is let go. */
export function ResizeCorner({
  least,
  onDone,
}: {
  readonly least: { readonly width: number; readonly height: number };
  readonly onDone: (size: { readonly width: number; readonly height: number }) => void;
}) {
  return (
    <NodeResizeControl
      position="bottom-right"
      minWidth={least.width}
      minHeight={least.height}
      onResizeEnd={(_event, { width, height }) => onDone({ width: Math.round(width), height: Math.round(height) })}
      style={{ border: 0, background: "none", width: 16, height: 16 }}
    >
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" style={{ margin: "-4px 0 0 -6px" }}>
        <path d="M9 2 2 9M9 6 6 9" stroke="var(--ink-3)" strokeWidth="1.25" strokeLinecap="round" />
      </svg>
    </NodeResizeControl>
  );
}

/** Things that move and zoom with the graph without being nodes of it. */
export function ViewportLayer({ children }: { readonly children: ReactNode }) {
  return <ViewportPortal>{children}</ViewportPortal>;
}
