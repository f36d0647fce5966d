import type { Caller } from "@aisle/app/access/caller";
import type { DraftsPorts } from "@aisle/app/drafts/drafts-ports";
import { draftsArea } from "@aisle/app/drafts/drafts-service";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createDraftSession, type DraftSession, type SendAnswer } from "../client/canvas/session/draft-session.ts";
import type { EditMemory, StoredEdits } from "../client/canvas/session/edit-memory.ts";
import type { OrderedEdit } from "../client/canvas/session/pending-edit.ts";

const caller: Caller = { workspaceId: "ws", userId: "u", role: "merchandiser" };

/** A draft in memory, changed by the use case itself, which sees one change after the other as under the row's lock. */
class StoredDraft {
  graph: Graph = emptyGraph;
  readonly log: OrderedEdit[] = [];
  readonly refused = new Set<string>();
  readonly #service = draftsArea.make({
    records: { changeDraft: (...args: Parameters<PipelineRecords["changeDraft"]>) => this.#change(...args) },
    summaries: { schedule: () => undefined },
  } as unknown as DraftsPorts);

  async apply(edits: Parameters<typeof this.send>[0]): Promise<SendAnswer> {
    const answer = await this.send(edits);
    for (const { editId } of answer.refused) this.refused.add(editId);
    return answer;
  }

  send(edits: readonly { readonly editId: string; readonly edit: Edit }[]) {
    return this.#service.edit(caller, "pipe", 0, edits);
  }

  async #change(...[, , , ids, , change]: Parameters<PipelineRecords["changeDraft"]>) {
    const stored = new Map(this.log.filter((one) => ids.includes(one.editId)).map((one) => [one.editId, one.revision]));
    const draft = { graph: this.graph, revision: this.log.length } as Parameters<typeof change>[0];
    const { graph, edits, result } = change(draft, stored);
    this.graph = graph;
    for (const one of edits) this.log.push({ ...one, revision: this.log.length + 1 });
    return { revision: this.log.length, at: new Date(0), result } as never;
  }
}

/** One tab: its session, its storage, and a network that is slow, loses what it carries, or is away. */
class Tab {
  session: DraftSession;
  online = true;
  faulty = true;
  storedEdits: StoredEdits = { waiting: [], refused: [] };
  #life = 0;
  #seen = 0;
  #lost = false;

  readonly draft: StoredDraft;
  readonly random: () => number;
  readonly made: Set<string>;
  readonly answered: Set<string>;
  readonly name: string;

  constructor(of: Pick<Tab, "draft" | "random" | "made" | "answered" | "name">) {
    ({ draft: this.draft, random: this.random, made: this.made, answered: this.answered, name: this.name } = of);
    this.session = this.#open();
  }

  /** The tab is gone, with all but what it had stored; the person opens the pipeline again. */
  crash(): void {
    this.#life++;
    this.session = this.#open();
  }

  /** Brings the next of everybody's edits, in order, as the stream does. */
  hear(max: number): void {
    if (!this.online) return;
    if (this.#lost) this.crash();
    for (const change of this.draft.log.slice(this.#seen, this.#seen + max)) {
      this.#seen = change.revision;
      this.session.receive(change);
    }
  }

  #open(): DraftSession {
    const life = this.#life;
    this.#lost = false;
    this.#seen = this.draft.log.length;
    const memory: EditMemory = {
      load: () => this.storedEdits,
      save: (edits) => {
        if (life === this.#life) this.storedEdits = edits;
        return true;
      },
    };
    return createDraftSession({
      draft: { graph: this.draft.graph, revision: this.draft.log.length, savedAt: "" },
      send: async (_base, edits) => {
        const late = () => new Promise((resolve) => setTimeout(resolve, this.random() * 900));
        const breaks = () => life !== this.#life || !this.online || (this.faulty && this.random() < 0.15);
        await late();
        if (breaks()) throw new Error("lost on the way there");
        const answer = await this.draft.apply(edits);
        await late();
        if (breaks()) throw new Error("lost on the way back");
        for (const { editId } of answer.applied) this.answered.add(editId);
        return answer;
      },
      isLasting: () => false,
      memory,
      newId: () => {
        const id = `${this.name}-${this.made.size}`;
        this.made.add(id);
        return id;
      },
      onGap: () => {
        this.#lost = true;
      },
    });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const tabs = 3;
const act = fc.record({
  tab: fc.nat(tabs - 1),
  what: fc.constantFrom("edit", "edit", "edit", "edit", "undo", "redo", "offline", "crash", "hear", "wait"),
  kind: fc.nat(11),
  pick: fc.nat(1000),
});

it("loses no edit and ends with one graph everywhere, whatever the network and the tabs do", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 5, maxLength: 60 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (acts, noise) => {
        const draft = new StoredDraft();
        const made = new Set<string>();
        const answered = new Set<string>();
        const random = () => noise.next().value as number;
        const all = Array.from(
          { length: tabs },
          (_, at) => new Tab({ draft, random, made, answered, name: `tab${at}` }),
        );
        for (const { tab: at, what, kind, pick } of acts) {
          const tab = all[at]!;
          if (what === "edit") tab.session.change(editOf(tab.session.get().graph, kind, pick));
          else if (what === "undo") tab.session.undo();
          else if (what === "redo") tab.session.redo();
          else if (what === "offline") tab.online = !tab.online;
          else if (what === "crash") tab.crash();
          else if (what === "hear") tab.hear(pick % 5);
          else await vi.advanceTimersByTimeAsync(pick);
        }
        for (const tab of all) [tab.online, tab.faulty] = [true, false];
        for (let rest = 0; rest < 12; rest++) {
          await vi.advanceTimersByTimeAsync(5_000);
          for (const tab of all) tab.hear(10_000);
        }

        let replayed: Graph = emptyGraph;
        for (const { edit } of draft.log) {
          const result = applyEdit(replayed, edit);
          replayed = result.ok ? result.graph : replayed;
        }
        expect(replayed).toEqual(draft.graph);
        const logged = draft.log.map((one) => one.editId);
        expect(new Set(logged).size).toBe(logged.length);
        for (const id of answered) expect(logged).toContain(id);
        // What was made is stored once, or was refused and lies aside: nothing is gone.
        for (const id of made) expect([id, logged.includes(id) || draft.refused.has(id)]).toEqual([id, true]);
        for (const tab of all) {
          expect(tab.session.get()).toMatchObject({ waiting: 0, offline: false });
          expect(tab.session.get().graph).toEqual(draft.graph);
          tab.session.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** An edit of each kind that a canvas makes, on what stands there. */
function editOf(graph: Graph, kind: number, pick: number): Edit {
  const node = graph.nodes[pick % Math.max(1, graph.nodes.length)];
  const id = `n${pick % 12}`;
  const fresh = { id, type: "rank.limit", version: 1, position: { x: pick, y: 0 }, config: {} };
  if (node === undefined || kind === 0) return { do: "add-node", node: fresh };
  switch (kind) {
    case 1:
      return { do: "remove-node", id: node.id };
    case 2:
      return { do: "move-node", id: node.id, position: { x: pick, y: 8 } };
    case 3:
    case 4:
      return { do: "set-field", node: node.id, version: 1, path: [`field${pick % 3}`], value: pick };
    case 5:
      return { do: "set-title", node: node.id, title: `Title ${pick}` };
    case 6: {
      const to = graph.nodes[(pick + 1) % graph.nodes.length]!;
      return { do: "add-edge", edge: { id: `e${pick % 9}`, from: `${node.id}.products`, to: `${to.id}.products` } };
    }
    case 7:
      return { do: "remove-edge", id: `e${pick % 9}` };
    case 8:
      return {
        do: "put-note",
        note: { id: `t${pick % 3}`, position: { x: 0, y: 0 }, text: `${pick}`, width: 9, height: 9 },
      };
    case 9:
      return { do: "put-group", group: { id: `g${pick % 3}`, title: `Group ${pick}`, nodes: [node.id] } };
    case 10:
      return { do: "put-sample", sample: { id: `s${pick % 3}`, title: "Sample", request: { at: pick } } };
    default:
      return {
        do: "batch",
        title: "Two at once",
        edits: [
          { do: "move-node", id: node.id, position: { x: pick, y: 16 } },
          { do: "set-title", node: node.id, title: `Both ${pick}` },
        ],
      };
  }
}
