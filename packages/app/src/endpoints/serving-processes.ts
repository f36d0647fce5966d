import type { ProcessStatus } from "@aisle/contracts/process-status";
import { z } from "zod";
import type { ServingProcess } from "./endpoints-shapes.ts";

const silentAfterMs = 20_000;

/** What a serving process reports of itself. */
const processDetailSchema = z.object({
  versions: z.array(
    z.object({
      workspaceId: z.string(),
      slug: z.string(),
      versionId: z.string(),
      number: z.number(),
      state: z.enum(["ready", "preparing", "failed"]),
      reason: z.string().optional(),
    }),
  ),
  requestsPerSecond: z.number(),
  cpuShare: z.number(),
  loopDelayMs: z.number(),
});

/** Which processes serve an endpoint, and which versions each holds. */
export async function servingProcesses(
  processes: () => Promise<readonly ProcessStatus[]>,
  workspaceId: string,
  slug: string,
): Promise<readonly ServingProcess[]> {
  const rows = await processes();
  return rows.map((row) => {
    const detail = processDetailSchema.safeParse(row.detail).data;
    const versions = (detail?.versions ?? []).filter(
      (version) => version.workspaceId === workspaceId && version.slug === slug,
    );
    return {
      id: row.id,
      host: row.host,
      pid: row.pid,
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      alive: Date.now() - row.seenAt.getTime() < silentAfterMs,
      versions: versions.map(({ versionId, number, state, reason }) => ({
        versionId,
        number,
        state,
        ...(reason === undefined ? {} : { reason }),
      })),
      requestsPerSecond: detail?.requestsPerSecond ?? null,
      cpuShare: detail?.cpuShare ?? null,
      loopDelayMs: detail?.loopDelayMs ?? null,
    };
  });
}
