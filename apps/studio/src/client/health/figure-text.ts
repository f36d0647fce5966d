import type { MonitorRow } from "../api/outputs.ts";
import { count } from "../ui/format.ts";

type Figure = MonitorRow["figure"];

/** A figure of a monitor as a person reads it. */
export function figureText(value: number | null, unit: Figure["unit"]): string {
  if (value === null) return "–";
  if (unit === "share") return percentText(value);
  if (unit === "count") return count(Math.round(value));
  if (unit === "distance") return value.toFixed(2);
  return plainNumber(value);
}

/** What is usual, such as "usual 2–5 %" or "limit 0.10". */
export function usualText({ usual, unit }: Figure): string {
  if (usual === null) return "";
  const [low, high] = usual;
  if (unit === "distance") return `limit ${high.toFixed(2)}`;
  if (unit === "share") return `usual ${bareShare(low)}–${percentText(high)}`;
  return `usual ${figureText(low, unit)}–${figureText(high, unit)}`;
}

/** How the figure moved against its reference, such as "−18 %"; empty where it has no direction or did not move. */
export function moveText({ now, before, unit }: Figure): string {
  if (now === null || before === null || unit === "distance" || before === 0) return "";
  const change = now / before - 1;
  const rounded = Math.round(Math.abs(change) * 100);
  return rounded === 0 ? "" : `${change < 0 ? "−" : "+"}${count(rounded)} %`;
}

function percentText(share: number): string {
  return `${bareShare(share)} %`;
}

function bareShare(share: number): string {
  const value = 100 * share;
  return String(Number(value.toFixed(value < 10 ? 2 : 1)));
}

function plainNumber(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en");
}
