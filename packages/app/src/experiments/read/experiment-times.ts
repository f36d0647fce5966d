import type { Experiment } from "@aisle/contracts/experiment";
import type { AssignedUnits } from "./assigned-units.ts";

const dayMs = 86_400_000;

/** From the start, or the first exposure where there is none, to now or the stop; milliseconds since 1970. */
export function timesOf(
  { startedAt, stoppedAt }: Pick<Experiment, "startedAt" | "stoppedAt">,
  { exposedAt }: AssignedUnits,
  at: number,
): { readonly from: number; readonly to: number } {
  let first = Number.POSITIVE_INFINITY;
  if (startedAt === null) for (const time of exposedAt) first = Math.min(first, time);
  const from = startedAt?.getTime() ?? (Number.isFinite(first) ? first : at);
  return { from, to: Math.max(from, Math.min(at, stoppedAt?.getTime() ?? at)) };
}

/** Whether it ran for as long as was planned; what came from a file is over. */
export function isPlanOver(
  { kind, spec, startedAt, stoppedAt }: Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt">,
  at: number,
): boolean {
  if (kind === "import") return true;
  if (startedAt === null) return false;
  return Math.min(at, stoppedAt?.getTime() ?? at) - startedAt.getTime() >= spec.plannedDays * dayMs;
}
