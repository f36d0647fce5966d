import type { PendingEdit, RefusedEdit } from "./pending-edit.ts";

/** What a tab must not lose: edits on their way, and those that were set aside. */
export interface StoredEdits {
  readonly waiting: readonly PendingEdit[];
  readonly refused: readonly RefusedEdit[];
}

/** Keeps edits over a reload or a crash of the tab. */
export interface EditMemory {
  load(): StoredEdits;
  /** Whether they are stored: a browser may have no room, or refuse. */
  save(edits: StoredEdits): boolean;
}

/**
 * Edits in the browser's local storage, one entry per tab. Entries that other tabs left are taken over: edits carry
 * their own ids, so one that is sent twice counts once.
 */
export function localEditMemory(pipelineId: string, tabId: string, storage: () => Storage): EditMemory {
  const prefix = `aisle-edits:${pipelineId}:`;
  return {
    load() {
      const claimed: string[] = [];
      const all = { waiting: new Map<string, PendingEdit>(), refused: new Map<string, RefusedEdit>() };
      const found = () => ({ waiting: [...all.waiting.values()], refused: [...all.refused.values()] });
      try {
        for (const key of Object.keys(storage()).filter((name) => name.startsWith(prefix))) {
          const { waiting, refused } = read(storage().getItem(key));
          for (const one of waiting) all.waiting.set(one.editId, one);
          for (const one of refused) all.refused.set(one.editId, one);
          claimed.push(key);
        }
        const edits = found();
        // Written under this tab's name before the other names are forgotten: a crash in between loses nothing.
        if (edits.waiting.length + edits.refused.length > 0) storage().setItem(prefix + tabId, JSON.stringify(edits));
        for (const key of claimed) if (key !== prefix + tabId) storage().removeItem(key);
        return edits;
      } catch {
        // Without storage, edits still go to the server as they are made.
        return found();
      }
    },
    save(edits) {
      try {
        if (edits.waiting.length + edits.refused.length === 0) storage().removeItem(prefix + tabId);
        else storage().setItem(prefix + tabId, JSON.stringify(edits));
        return true;
      } catch {
        // A full or forbidden storage must not stop editing; the person is notified.
        return edits.waiting.length === 0;
      }
    },
  };
}

/** An entry as it was written; nothing from one that cannot be read, which must not keep the draft from opening. */
function read(text: string | null): StoredEdits {
  try {
    const stored = JSON.parse(text ?? "null") as Partial<StoredEdits> | readonly PendingEdit[] | null;
    if (stored === null) return { waiting: [], refused: [] };
    if (Array.isArray(stored)) return { waiting: stored as readonly PendingEdit[], refused: [] };
    const { waiting = [], refused = [] } = stored as Partial<StoredEdits>;
    return { waiting, refused };
  } catch {
    return { waiting: [], refused: [] };
  }
}
