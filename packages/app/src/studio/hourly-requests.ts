import type { StudioDeps } from "./studio-deps.ts";

const hourMs = 3_600_000;

/** Requests of the last 24 hours by hour, oldest first. */
export async function hourlyRequests(
  { decisions }: Pick<StudioDeps, "decisions">,
  workspaceId: string,
  endpoint: string,
): Promise<number[]> {
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  const since = thisHour - 23 * hourMs;
  const points = await decisions.traffic(workspaceId, { endpoint, since, until: thisHour + hourMs, stepMs: hourMs });
  return points.map((point) => point.requests);
}
