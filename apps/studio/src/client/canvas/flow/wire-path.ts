import type { WireGeometry } from "./flow-adapter.tsx";

/** An SVG path of a wire, and where its middle lies. */
export interface WirePath {
  readonly d: string;
  readonly middle: { readonly x: number; readonly y: number };
}

const reach = 13;
const radius = 8;

/** Forward wires curve; one that runs back to the next lane goes round by a free band, with rounded corners. */
export function wirePath({ sourceX, sourceY, targetX, targetY, bandY }: Omit<WireGeometry, "id">): WirePath {
  if (targetX > sourceX + 4) {
    const bend = Math.max(8, Math.min(120, (targetX - sourceX) / 2));
    return {
      d: `M${sourceX} ${sourceY}C${sourceX + bend} ${sourceY} ${targetX - bend} ${targetY} ${targetX} ${targetY}`,
      middle: { x: (sourceX + targetX) / 2, y: (sourceY + targetY) / 2 },
    };
  }
  const right = sourceX + reach;
  const left = targetX - reach;
  const down = bandY >= sourceY ? 1 : -1;
  const on = targetY >= bandY ? 1 : -1;
  const first = Math.min(radius, Math.abs(bandY - sourceY) / 2) * down;
  const second = Math.min(radius, Math.abs(targetY - bandY) / 2) * on;
  const d = [
    `M${sourceX} ${sourceY}H${right - radius}`,
    `Q${right} ${sourceY} ${right} ${sourceY + first}`,
    `V${bandY - first}Q${right} ${bandY} ${right - radius} ${bandY}`,
    `H${left + radius}Q${left} ${bandY} ${left} ${bandY + second}`,
    `V${targetY - second}Q${left} ${targetY} ${left + radius} ${targetY}`,
    `H${targetX}`,
  ].join("");
  return { d, middle: { x: (left + right) / 2, y: bandY } };
}
