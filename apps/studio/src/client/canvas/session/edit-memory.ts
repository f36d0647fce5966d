import type { PendingEdit } from "./draft-session.ts";

/** Keeps unacknowledged edits over a reload or a crash of the tab. */
export interface EditMemory {
  load(): readonly PendingEdit[];
  save(edits: readonly PendingEdit[]): void;
}

/**
 * Edits in the browser's local storage, one entry per tab. Entries that other tabs left are taken over: edits carry
 * their own ids, so one that is sent twice counts once.
 */
export function localEditMemory(pipelineId: string, tabId: string): EditMemory {
  const prefix = `aisle-edits:${pipelineId}:`;
  return {
    load() {
      const found: PendingEdit[] = [];
      try {
        for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
          found.push(...(JSON.parse(localStorage.getItem(key) ?? "[]") as PendingEdit[]));
          localStorage.removeItem(key);
        }
        if (found.length > 0) localStorage.setItem(prefix + tabId, JSON.stringify(found));
      } catch {
        // Without storage, edits still go to the server as they are made.
      }
      return found;
    },
    save(edits) {
      try {
        if (edits.length === 0) localStorage.removeItem(prefix + tabId);
        else localStorage.setItem(prefix + tabId, JSON.stringify(edits));
      } catch {
        // A full or forbidden storage must not stop editing.
      }
    },
  };
}
