import { LRUCache } from "lru-cache";

/** What was read stays for so long; older is still given while it is read again. */
const freshMs = 60_000;
const maxWorkspaces = 100;

/** Reads something of a workspace once a minute at most: two who ask at once share one read, and a failure is not stored. */
export function remembered<T extends object>(
  read: (workspaceId: string) => Promise<T>,
): (workspaceId: string) => Promise<T> {
  const seen = new LRUCache<string, T>({
    max: maxWorkspaces,
    ttl: freshMs,
    allowStale: true,
    allowStaleOnFetchRejection: true,
    fetchMethod: (workspaceId) => read(workspaceId),
  });
  return async (workspaceId) => (await seen.fetch(workspaceId)) ?? read(workspaceId);
}
