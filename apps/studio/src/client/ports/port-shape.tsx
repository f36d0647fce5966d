import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { portHue } from "./port-hue.ts";

/** Outlines in a 12 × 12 box: the shape alone tells the type. */
const outlines: { readonly [T in PortTypeName]: string } = {
  Products: "M3 1.5h6A1.5 1.5 0 0 1 10.5 3v6A1.5 1.5 0 0 1 9 10.5H3A1.5 1.5 0 0 1 1.5 9V3A1.5 1.5 0 0 1 3 1.5z",
  Product: "M4.2 1h3.6a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4.2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1z",
  Shopper: "M6 1.3a4.7 4.7 0 1 0 0 9.4 4.7 4.7 0 0 0 0-9.4z",
  Text: "M4 3h4a3 3 0 0 1 0 6H4a3 3 0 0 1 0-6z",
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
  const paint = {
    fill: filled ? hue : "var(--panel)",
    stroke: hue,
    strokeWidth: 1.5,
    strokeLinejoin: "round" as const,
  };
  if (tall) {
    return (
      <svg width={12} height={34} viewBox="0 0 12 34" aria-hidden="true">
        <rect x="1" y="1" width="10" height="32" rx="4" style={paint} />
      </svg>
    );
  }
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <path d={outlines[type]} style={paint} />
    </svg>
  );
}
