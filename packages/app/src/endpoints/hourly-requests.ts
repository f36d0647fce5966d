import type { DecisionReads } from "@aisle/contracts/decision-log";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";

const hourMs = 3_600_000;
const hours = 24;

/** Tells an endpoint's requests of the last 24 hours by hour of the workspace's clocks, oldest first; by all of its addresses. */
export async function hourlyRequests(
  {
    decisions,
    settings,
  }: {
    readonly decisions: Pick<DecisionReads, "requestCounts">;
    readonly settings: Pick<WorkspaceSettings, "timeZone">;
  },
  workspaceId: string,
): Promise<(addresses: readonly string[]) => readonly number[]> {
  const clock = new ZoneClock(await settings.timeZone(workspaceId));
  const until = clock.startOfStep(Date.now(), hourMs) + hourMs;
  const counts = await decisions.requestCounts(workspaceId, { since: until - hours * hourMs, until, stepMs: hourMs });
  return (addresses) =>
    Array.from({ length: hours }, (_, hour) =>
      addresses.reduce((sum, address) => sum + (counts.get(address)?.[hour] ?? 0), 0),
    );
}
