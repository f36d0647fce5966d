import type { StudioDeps } from "./studio-deps.ts";

const hourMs = 3_600_000;
const hours = 24;

/** Tells an endpoint's requests of the last 24 hours by hour, oldest first. */
export async function hourlyRequests(
  { decisions }: Pick<StudioDeps, "decisions">,
  workspaceId: string,
): Promise<(endpoint: string) => readonly number[]> {
  const until = (Math.floor(Date.now() / hourMs) + 1) * hourMs;
  const counts = await decisions.requestCounts(workspaceId, { since: until - hours * hourMs, until, stepMs: hourMs });
  return (endpoint) => counts.get(endpoint) ?? new Array<number>(hours).fill(0);
}
