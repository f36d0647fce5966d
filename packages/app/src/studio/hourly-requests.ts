import type { StudioDeps } from "./studio-deps.ts";

const hourMs = 3_600_000;

/** Requests of the last 24 hours by hour, oldest first. */
export async function hourlyRequests(
  { decisions }: Pick<StudioDeps, "decisions">,
  workspaceId: string,
  endpoint: string,
): Promise<number[]> {
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  const start = thisHour - 23 * hourMs;
  const points = await decisions.traffic({ workspaceId, endpoint, since: new Date(start), stepSeconds: 3600 });
  const counts = new Array<number>(24).fill(0);
  for (const { at, requests } of points) {
    const hour = Math.floor((at.getTime() - start) / hourMs);
    if (hour >= 0 && hour < 24) counts[hour]! += requests;
  }
  return counts;
}
