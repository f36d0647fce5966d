import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { createDraftSession, type DraftSession } from "./draft-session.ts";
import type { EditMemory } from "./edit-memory.ts";
import type { OrderedEdit, PendingEdit } from "./pending-edit.ts";

/** Puts edits in order as the server does: each once, in the order of arrival, those that do not fit refused. */
export class Server {
  graph: Graph = emptyGraph;
  log: OrderedEdit[] = [];
  up = true;

  receive(edits: readonly PendingEdit[]) {
    if (!this.up) throw new Error("no connection");
    const applied: { editId: string; revision: number }[] = [];
    const refused: { editId: string; reason: string }[] = [];
    for (const one of edits) {
      const before = this.log.find((stored) => stored.editId === one.editId);
      if (before !== undefined) {
        applied.push({ editId: one.editId, revision: before.revision });
        continue;
      }
      const result = applyEdit(this.graph, one.edit);
      if (!result.ok) {
        refused.push({ editId: one.editId, reason: result.reason });
        continue;
      }
      this.graph = result.graph;
      const revision = this.log.length + 1;
      this.log.push({ ...one, revision });
      applied.push({ editId: one.editId, revision });
    }
    return { savedAt: "2026-01-01T00:00:00.000Z", applied, refused };
  }
}

/** Edits stored in this process. */
export function memory(): EditMemory & { edits: readonly PendingEdit[] } {
  return {
    edits: [],
    load() {
      return { waiting: this.edits, refused: [] };
    },
    save({ waiting }) {
      this.edits = waiting;
      return true;
    },
  };
}

let serial = 0;
export const newEditId = () => `edit-${serial++}`;

/** A session of one person on the server's draft. */
export function openOn(server: Server, storage = memory()): DraftSession {
  return createDraftSession({
    draft: { graph: server.graph, revision: server.log.length, savedAt: "2026-01-01T00:00:00.000Z" },
    send: async (_base, edits) => server.receive(edits),
    isLasting: () => false,
    memory: storage,
    newId: newEditId,
    onGap: () => {
      throw new Error("a revision was skipped");
    },
  });
}

/** Brings every edit to every session, as the stream does. */
export function deliver(server: Server, ...sessions: DraftSession[]): void {
  for (const session of sessions) for (const change of server.log) session.receive(change);
}
