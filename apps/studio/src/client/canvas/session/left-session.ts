import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";

/** A change that can be taken back. */
export interface UndoEntry {
  readonly inverse: Edit;
  /** What it changed, to recognize letters of one word. */
  readonly keys: readonly string[];
  readonly at: number;
  /** How many of the others' edits had come when it was made. */
  readonly seen: number;
  readonly title?: string;
}

/** Where an editing session ended: the draft that it knew, and what it could take back on top of it. Plain data. */
export interface LeftSession {
  /** The server's graph at `revision`, without edits on their way. */
  readonly graph: Graph;
  readonly revision: number;
  readonly undos: readonly UndoEntry[];
  readonly redos: readonly UndoEntry[];
  /** The others' edits in the order in which they came. */
  readonly foreign: readonly Edit[];
  /** Ids of own edits that were not acknowledged yet. */
  readonly own: readonly string[];
}

/** The draft that a session goes on from: where the stream of edits must resume, the graph that was left. */
export function resumedDraft<D extends { readonly graph: unknown; readonly revision: number }>(
  draft: D,
  left: LeftSession | undefined,
): { readonly draft: D; readonly left: LeftSession | undefined } {
  // A draft that went back, out of a backup, is another one.
  if (left === undefined || left.revision > draft.revision) return { draft, left: undefined };
  return {
    draft: left.revision === draft.revision ? draft : { ...draft, graph: left.graph, revision: left.revision },
    left,
  };
}
