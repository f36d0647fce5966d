import type { WireGeometry } from "./flow-types.ts";

/** An SVG path of a wire, and where its middle lies. */
export interface WirePath {
  readonly d: string;
  readonly middle: { readonly x: number; readonly y: number };
}

const reach = 13;
const radius = 8;

/** A wire curves straight to its input, or goes round by its free band, with rounded corners. */
export function wirePath({ sourceX, sourceY, targetX, targetY, bandY }: Omit<WireGeometry, "id">): WirePath {
  if (bandY === undefined) {
    const bend = Math.max(8, Math.min(120, (targetX - sourceX) / 2));
    return {
      d: `M${sourceX} ${sourceY}C${sourceX + bend} ${sourceY} ${targetX - bend} ${targetY} ${targetX} ${targetY}`,
      middle: { x: (sourceX + targetX) / 2, y: (sourceY + targetY) / 2 },
    };
  }
  const start = sourceX + reach;
  const end = targetX - reach;
  const along = end >= start ? 1 : -1;
  const first = Math.sign(bandY - sourceY) * Math.min(radius, Math.abs(bandY - sourceY) / 2);
  const second = Math.sign(targetY - bandY) * Math.min(radius, Math.abs(targetY - bandY) / 2);
  const turn = Math.min(radius, Math.abs(end - start) / 2) * along;
  const d = [
    `M${sourceX} ${sourceY}H${start - radius}`,
    `Q${start} ${sourceY} ${start} ${sourceY + first}`,
    `V${bandY - first}Q${start} ${bandY} ${start + turn} ${bandY}`,
    `H${end - turn}Q${end} ${bandY} ${end} ${bandY + second}`,
    `V${targetY - second}Q${end} ${targetY} ${end + radius} ${targetY}`,
    `H${targetX}`,
  ].join("");
  return { d, middle: { x: (start + end) / 2, y: bandY } };
}
