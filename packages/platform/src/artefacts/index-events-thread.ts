import { openBlobStore } from "../blobs/blob-store.ts";
import { createPool } from "../postgres/pool.ts";
import type { ThreadWorkControl } from "../process/run-in-thread.ts";
import { serveThread } from "../process/serve-thread.ts";
import { ArtefactStore } from "./artefact-store.ts";
import { type EventsReport, indexEvents } from "./index-events.ts";

/** Which workspace's events are indexed, and where everything is. */
export interface IndexEventsTask {
  readonly databaseUrl: string;
  readonly blobCache: string;
  readonly workspaceId: string;
}

/** `indexEvents` over connections of its own. */
export async function run(
  { databaseUrl, blobCache, workspaceId }: IndexEventsTask,
  control: ThreadWorkControl,
): Promise<EventsReport> {
  const pool = createPool(databaseUrl, { max: 2, name: "aisle index events" });
  try {
    const artefacts = new ArtefactStore(pool, openBlobStore(pool, blobCache));
    return await indexEvents({ pool, workspaceId, artefacts }, control);
  } finally {
    await pool.end();
  }
}

serveThread(run);
