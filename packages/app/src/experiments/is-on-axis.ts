import type { Experiment } from "@aisle/contracts/experiment";

const hourMs = 3_600_000;

/**
 * Whether a time, in milliseconds since 1970, lies on the time axis of an experiment: from its start to now, after a stop for as long
 * as the primary metric still counts what the last units do.
 */
export function isOnAxis(
  { startedAt, stoppedAt, spec }: Pick<Experiment, "startedAt" | "stoppedAt" | "spec">,
  at: number,
  now = Date.now(),
): boolean {
  if (startedAt === null || at < startedAt.getTime() || at > now) return false;
  if (stoppedAt === null) return true;
  const primary = spec.metrics.find(({ role }) => role === "primary") ?? spec.metrics[0];
  return at <= stoppedAt.getTime() + (primary?.metric.windowHours ?? 0) * hourMs;
}
