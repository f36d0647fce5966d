import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { type Edit, touchedKeys } from "@aisle/runtime/graph/edit";
import { conflictsWith } from "@aisle/runtime/graph/edit-conflicts";
import type { EditResult } from "@aisle/runtime/graph/edit-result";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { EditMemory } from "./edit-memory.ts";
import type { LeftSession, UndoEntry } from "./left-session.ts";
import type { OrderedEdit, PendingEdit, RefusedEdit } from "./pending-edit.ts";

/** The server's answer to a batch of edits. */
export interface SendAnswer {
  readonly savedAt: string;
  readonly applied: readonly { readonly editId: string; readonly revision: number }[];
  readonly refused: readonly { readonly editId: string; readonly reason: string }[];
}

export interface SessionState {
  /** The server's graph with this person's waiting edits on top. */
  readonly graph: Graph;
  /** The newest revision of the server that is known here. */
  readonly revision: number;
  readonly savedAt: string;
  /** Edits not yet acknowledged. */
  readonly waiting: number;
  /** True while the server cannot be reached. */
  readonly offline: boolean;
  /** Edits that no longer fitted, set aside and shown. */
  readonly refused: readonly RefusedEdit[];
  /** False when this browser could not store the waiting edits: they would be lost with the tab. */
  readonly stored: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface SessionOptions {
  readonly draft: { readonly graph: Graph; readonly revision: number; readonly savedAt: string };
  /** What an earlier visit can still take back; `draft` is then of its revision. */
  readonly left?: LeftSession | undefined;
  /** Sends edits; rejects with `{ lasting: true }` in `isLasting`'s eyes when a repeat would fail too. */
  readonly send: (baseRevision: number, edits: readonly PendingEdit[]) => Promise<SendAnswer>;
  readonly isLasting: (error: unknown) => boolean;
  readonly memory: EditMemory;
  readonly newId: () => string;
  /** Called when the stream skipped a revision and the draft must be opened afresh. */
  readonly onGap: () => void;
  readonly now?: () => number;
}

/** Edits one draft: applies at once, sends in the background, takes in the others' edits, undoes only one's own. */
export interface DraftSession {
  get(): SessionState;
  subscribe(listener: () => void): () => void;
  change(edit: Edit): EditResult;
  /** Takes back the last own change; gives the reason when it cannot. */
  undo(): string | undefined;
  /** Takes back the last own change whose title begins so, also where others followed; gives the reason when it cannot. */
  undoTitled(start: string): string | undefined;
  redo(): string | undefined;
  /** Takes in an edit from the server's stream, own ones included. */
  receive(change: OrderedEdit): void;
  dismissRefused(): void;
  /** Resolves once every edit made so far is acknowledged; rejects when offline. */
  settled(): Promise<void>;
  /** What the next visit needs to go on; also after closing, when the last edits may have been acknowledged. */
  left(): LeftSession;
  close(): void;
}

/** Edits that come letter by letter. */
function isTyped(edit: Edit): boolean {
  if (edit.do === "change-note") return edit.set.text !== undefined;
  if (edit.do === "change-group") return edit.set.title !== undefined;
  return edit.do === "set-field" || edit.do === "name-group-port";
}

/** The parts of an edit that may be made: those that pass, each on the graph that the ones before it made. */
function partsThatFit(graph: Graph, edit: Edit, mayMake: (part: Edit) => boolean): Edit | undefined {
  if (edit.do !== "batch") return mayMake(edit) ? edit : undefined;
  let current = graph;
  const edits = edit.edits.filter((part) => {
    if (!mayMake(part)) return false;
    const result = applyEdit(current, part);
    if (result.ok) current = result.graph;
    return result.ok;
  });
  if (edits.length === edit.edits.length) return edit;
  return edits.length === 0 ? undefined : { ...edit, edits };
}

const sendDelayMs = 250;
const mergeWithinMs = 1_000;

export function createDraftSession(options: SessionOptions): DraftSession {
  const now = options.now ?? Date.now;
  let base = options.draft.graph;
  let revision = options.draft.revision;
  let savedAt = options.draft.savedAt;
  const remembered = options.memory.load();
  let pending: PendingEdit[] = [...remembered.waiting];
  const acknowledged = new Set<string>();
  let refused: SessionState["refused"] = remembered.refused;
  let stored = true;
  /** Edits still to be sent one by one, since a batch of them was refused as a whole. */
  let oneByOne = 0;
  let undos: UndoEntry[] = [...(options.left?.undos ?? [])];
  let redos: UndoEntry[] = [...(options.left?.redos ?? [])];
  const foreign: Edit[] = [...(options.left?.foreign ?? [])];
  /** Edits that were on their way when the draft was left; the stream brings them as it brings the others'. */
  const own = new Set(options.left?.own);
  let offline = false;
  let sending = false;
  let failures = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const waiters: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  let state = makeState();

  function fold(): Graph {
    let graph = base;
    for (const { edit } of pending) {
      const result = applyEdit(graph, edit);
      if (result.ok) graph = result.graph;
    }
    return graph;
  }

  function makeState(): SessionState {
    const unsent = pending.filter((one) => !acknowledged.has(one.editId)).length;
    return {
      graph: fold(),
      revision,
      savedAt,
      waiting: unsent,
      offline,
      refused,
      stored,
      canUndo: undos.length > 0,
      canRedo: redos.length > 0,
    };
  }

  function publish(): void {
    stored = options.memory.save({ waiting: pending.filter((one) => !acknowledged.has(one.editId)), refused });
    state = makeState();
    if (state.waiting === 0) for (const waiter of waiters.splice(0)) waiter.resolve();
    for (const listener of listeners) listener();
  }

  function plan(delayMs: number): void {
    if (timer !== undefined || sending || closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, delayMs);
  }

  async function flush(): Promise<void> {
    const batch = pending.filter((one) => !acknowledged.has(one.editId)).slice(0, oneByOne > 0 ? 1 : 500);
    if (batch.length === 0 || sending || closed) return;
    sending = true;
    try {
      const answer = await options.send(revision, batch);
      failures = 0;
      offline = false;
      savedAt = answer.savedAt;
      oneByOne = Math.max(0, oneByOne - 1);
      takeAnswer(answer);
    } catch (error) {
      if (options.isLasting(error) && batch.length > 1) {
        // One bad edit must not take the good ones with it.
        oneByOne = batch.length;
      } else if (options.isLasting(error)) {
        oneByOne = Math.max(0, oneByOne - 1);
        const reason = error instanceof Error ? error.message : "The server refused it.";
        setAside(batch.map((one) => ({ editId: one.editId, reason })));
      } else {
        failures += 1;
        offline = true;
        for (const waiter of waiters.splice(0))
          waiter.reject(new Error("The server cannot be reached; edits wait here."));
      }
    }
    sending = false;
    publish();
    if (state.waiting > 0) plan(offline ? Math.min(10_000, 500 * 2 ** failures) : 0);
  }

  function takeAnswer(answer: SendAnswer): void {
    setAside(answer.refused);
    for (const one of [...answer.applied].sort((a, b) => a.revision - b.revision)) {
      const own = pending.find((candidate) => candidate.editId === one.editId);
      if (own === undefined) continue;
      // When the stream is ahead or another person's edit lies between, the stream brings this one in its place.
      acknowledged.add(one.editId);
      if (one.revision === revision + 1) takeIn({ ...own, revision: one.revision });
      else if (one.revision <= revision) pending = pending.filter((candidate) => candidate !== own);
    }
  }

  function setAside(list: readonly { readonly editId: string; readonly reason: string }[]): void {
    for (const { editId, reason } of list) {
      const one = pending.find((candidate) => candidate.editId === editId);
      if (one === undefined) continue;
      pending = pending.filter((candidate) => candidate !== one);
      refused = [...refused, { editId, edit: one.edit, reason }];
    }
  }

  function takeIn(change: OrderedEdit): void {
    const result = applyEdit(base, change.edit);
    // The server applied it to the same graph: when it does not fit here, this graph is another one.
    if (result.ok) base = result.graph;
    else options.onGap();
    revision = change.revision;
    pending = pending.filter((one) => one.editId !== change.editId);
    acknowledged.delete(change.editId);
  }

  /** Applies on top of what is shown, and queues. */
  function enqueue(edit: Edit): EditResult {
    const result = applyEdit(state.graph, edit);
    if (!result.ok) return result;
    pending = [...pending, { editId: options.newId(), edit }];
    plan(sendDelayMs);
    return result;
  }

  /** Says whether others have since changed what an edit changes, something within it or around it. */
  const changedByOthers = (entry: UndoEntry) => conflictsWith(foreign.slice(entry.seen));

  function step(from: UndoEntry[], onto: UndoEntry[]): string | undefined {
    const entry = from.pop();
    if (entry === undefined) return "There is nothing to take back.";
    const theirs = changedByOthers(entry);
    const own = partsThatFit(state.graph, entry.inverse, (part) => !theirs(part));
    if (own === undefined) {
      publish();
      return "Someone else has changed this since; it was left as it is.";
    }
    const result = enqueue(own);
    if (!result.ok) {
      publish();
      return `It cannot be taken back: ${result.reason}.`;
    }
    onto.push({ inverse: result.inverse, keys: touchedKeys(own), at: 0, seen: foreign.length });
    publish();
    return own === entry.inverse
      ? undefined
      : "Someone else has changed a part of this since; that part was left as it is.";
  }

  if (pending.length > 0) plan(0);

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(edit) {
      const result = enqueue(edit);
      if (!result.ok) return result;
      const keys = touchedKeys(edit);
      const last = undos.at(-1);
      const at = now();
      const same = last !== undefined && isTyped(edit) && at - last.at < mergeWithinMs && !changedByOthers(last)(edit);
      // Typing a word is one step to undo, not one per letter.
      if (same && last.keys.join() === keys.join()) undos[undos.length - 1] = { ...last, at };
      else {
        const titled = edit.do === "batch" ? { title: edit.title } : {};
        undos = [...undos.slice(-199), { inverse: result.inverse, keys, at, seen: foreign.length, ...titled }];
      }
      redos = [];
      publish();
      return result;
    },
    undo: () => step(undos, redos),
    undoTitled(start) {
      const at = undos.findLastIndex(({ title }) => title?.startsWith(start));
      return at < 0 ? "There is no such change of yours to take back." : step(undos.splice(at, 1), redos);
    },
    redo: () => step(redos, undos),
    receive(change) {
      if (change.revision <= revision) return;
      if (change.revision > revision + 1) {
        options.onGap();
        return;
      }
      const isOwn = own.has(change.editId) || pending.some((one) => one.editId === change.editId);
      if (!isOwn) foreign.push(change.edit);
      takeIn(change);
      publish();
    },
    dismissRefused() {
      refused = [];
      publish();
    },
    settled() {
      if (state.waiting === 0) return Promise.resolve();
      return new Promise<void>((resolve, reject) => {
        waiters.push({ resolve, reject });
        if (timer !== undefined) {
          clearTimeout(timer);
          timer = undefined;
        }
        void flush();
      });
    },
    left: () => ({
      graph: base,
      revision,
      undos,
      redos,
      foreign,
      own: [...own, ...pending.map(({ editId }) => editId)],
    }),
    close() {
      closed = true;
      if (timer !== undefined) clearTimeout(timer);
      // Whatever waits lies in the memory; a last try spares the next session the work.
      const rest = pending.filter((one) => !acknowledged.has(one.editId));
      if (rest.length > 0 && !sending)
        void options
          .send(revision, rest)
          .then((answer) => {
            takeAnswer(answer);
            options.memory.save({ waiting: [], refused });
          })
          .catch(() => undefined);
    },
  };
}
