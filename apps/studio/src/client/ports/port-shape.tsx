import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import type { CSSProperties } from "react";
import { portHue } from "./port-hue.ts";

/**
 * The commonest types are plain boxes, in pixels of a 12 × 12 field: a canvas shows hundreds of them, and each drawing of
 * its own costs the browser time in every frame.
 */
const boxes: {
  readonly [T in PortTypeName]?: { readonly width: number; readonly height: number; readonly radius: number };
} = {
  Products: { width: 10.5, height: 10.5, radius: 2.25 },
  Product: { width: 7, height: 11.5, radius: 1.75 },
  Shopper: { width: 11, height: 11, radius: 5.5 },
  Text: { width: 11.5, height: 7.5, radius: 3.75 },
};
const tallBox = { width: 11.5, height: 33.5, radius: 4.75 };

/** Outlines of the others in the same field: the shape alone shows the type. */
const outlines: { readonly [T in PortTypeName]?: string } = {
  Vector: "M6 1.5 11 10.5H1z",
  Features: "M6 1 11 6 6 11 1 6z",
  Intent: "M3.5 1.6h5L11 6l-2.5 4.4h-5L1 6z",
  Messages: "M1.5 1.5h9v6.5H6L3.5 10.5V8h-2z",
  Answer: "M1.5 1.5h5L11 6l-4.5 4.5h-5z",
  Image: "M1.5 1.5h6l3 3v6h-9z",
  Table: "M1.25 1.25h4v4h-4zM6.75 1.25h4v4h-4zM1.25 6.75h4v4h-4zM6.75 6.75h4v4h-4z",
  Events: "M1.5 1.5h3L8 6l-3.5 4.5h-3L5 6zM6 1.500h2L11.5 6 8 10.5H6L9.3 6z",
  Action: "M7 1 2.5 7H5.500L5 11l4.5-6H6.500z",
  Number: "M4.7 1.200h2.600v3.500h3.500v2.600H7.300v3.500H4.700V7.300H1.200V4.700h3.500z",
  Boolean: "M6 1.300a4.7 4.7 0 0 1 0 9.400zM6 1.300a4.7 4.7 0 0 0 0 9.4",
  Json: "M2.8 1.2 6 4.400l3.2-3.2 1.6 1.600L7.6 6l3.2 3.2-1.6 1.600L6 7.6 2.8 10.8 1.2 9.2 4.4 6 1.2 2.800z",
};

/** The mark of a port type: filled when wired, hollow when free; an input for many wires is a tall pill. */
export function PortShape({
  type,
  filled = true,
  tall = false,
  size = 12,
}: {
  readonly type: PortTypeName;
  readonly filled?: boolean;
  readonly tall?: boolean;
  readonly size?: number;
}) {
  const hue = portHue(type);
  const box = tall ? tallBox : boxes[type];
  if (box !== undefined) {
    const scale = size / 12;
    const shapeStyle: CSSProperties = {
      display: "block",
      flex: "none",
      boxSizing: "border-box",
      width: box.width * scale,
      height: box.height * scale,
      margin: `0 ${((12 - box.width) * scale) / 2}px`,
      border: `${1.5 * scale}px solid ${hue}`,
      borderRadius: box.radius * scale,
      background: filled ? hue : "var(--panel)",
      // Where the system chooses the colours, filled and hollow stay apart.
      forcedColorAdjust: "none",
    };
    return <span data-shape style={shapeStyle} aria-hidden="true" />;
  }
  const paint = {
    fill: filled ? hue : "var(--panel)",
    stroke: hue,
    strokeWidth: 1.5,
    strokeLinejoin: "round" as const,
  };
  return (
    <svg data-shape width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <path d={outlines[type]} style={paint} />
    </svg>
  );
}
