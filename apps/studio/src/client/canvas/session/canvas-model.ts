import { canConnect } from "@aisle/runtime/compile/assignable";
import { checkGraph } from "@aisle/runtime/compile/check-graph";
import type { Facts } from "@aisle/runtime/compile/facts";
import { type Problem, problemTable } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { EditResult } from "@aisle/runtime/graph/edit-result";
import type { Graph } from "@aisle/runtime/graph/graph";
import { nodesById } from "@aisle/runtime/graph/graph-index";
import { staleNodes } from "@aisle/runtime/graph/stale-nodes";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { NodeCatalogue } from "../../api/outputs.ts";
import { announce } from "../../frame/announcer.tsx";
import { itemOf } from "./canvas-item.ts";
import { type CanvasView, nothingShown, type Rebuild } from "./canvas-view.ts";
import { describeEdit } from "./describe-edit.ts";
import type { DraftSession } from "./draft-session.ts";
import { forgetGone } from "./forget-gone.ts";
import { createStore, type Store } from "./store.ts";

/** Everything that one open canvas works with. */
export interface CanvasModel {
  readonly pipelineId: string;
  readonly session: DraftSession;
  readonly view: Store<CanvasView>;
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly icons: NodeCatalogue["icons"];
  readonly facts: Facts;
  /** False for those who may only look; the server refuses their edits too. */
  readonly canEdit: boolean;
  change(edit: Edit): EditResult;
  /** Selects nodes by their ids. */
  select(ids: Iterable<string>): void;
  /** Selects nodes, notes and groups by their keys on the canvas. */
  selectKeys(keys: Iterable<string>): void;
  selectWire(id: string | undefined): void;
  isSelected(key: string): boolean;
  /** Takes away one refused wire, or all. */
  dismissRefusals(id?: string): void;
  /** Nodes that changed since the newest run, or stand after one that did. */
  stale(): ReadonlySet<string>;
  /** All problems, those seen here and those that only the server sees. */
  problems(): readonly Problem[];
}

/** Rebuilds that go on while the canvas is left or made again, by pipeline. */
export const pendingRebuilds = new Map<string, Rebuild>();

const readOnlyReason = "your role lets you look, not change";

/** What blocks publishing comes first. */
const rank = { error: 0, warning: 1, note: 2 } as const;

export function createCanvasModel(
  pipelineId: string,
  session: DraftSession,
  catalogue: NodeCatalogue,
  facts: Facts,
  canEdit: boolean,
): CanvasModel {
  const manifests = new Map(
    (catalogue.manifests as readonly NodeManifest[]).map((manifest) => [manifest.type, manifest]),
  );
  const view = createStore<CanvasView>({ ...nothingShown, facts });
  const rebuild = pendingRebuilds.get(pipelineId);
  if (rebuild?.jobId !== undefined)
    view.set({ rebuild, refusals: rebuild.refused === undefined ? [] : [rebuild.refused] });
  session.subscribe(() => forgetGone(view, session.get().graph));
  let checked: { graph: Graph; facts: Facts; problems: readonly Problem[] } | undefined;
  let aged: { ran: Graph | undefined; now: Graph; nodes: ReadonlySet<string> } | undefined;
  let merged: { here: readonly Problem[]; server: readonly Problem[]; all: readonly Problem[] } | undefined;
  return {
    pipelineId,
    session,
    view,
    manifests,
    icons: catalogue.icons,
    get facts() {
      return view.get().facts;
    },
    canEdit,
    change(edit) {
      if (!canEdit) {
        announce(readOnlyReason);
        return { ok: false, reason: readOnlyReason };
      }
      const before = session.get().graph;
      const result = session.change(edit);
      announce(result.ok ? describeEdit(edit, before, result.graph, manifests) : `Not done: ${result.reason}.`);
      return result;
    },
    select: (ids) => choose(view, ids, []),
    selectKeys(keys) {
      const nodes: string[] = [];
      const items: string[] = [];
      for (const key of keys) (itemOf(key).kind === "node" ? nodes : items).push(key);
      choose(view, nodes, items);
    },
    selectWire: (id) => view.set({ selected: new Set(), selectedItems: new Set(), selectedWire: id, why: undefined }),
    isSelected: (key) => view.get().selected.has(key) || view.get().selectedItems.has(key),
    dismissRefusals: (id) =>
      view.set(({ refusals }) => ({ refusals: id === undefined ? [] : refusals.filter((one) => one.id !== id) })),
    stale() {
      const { graph } = session.get();
      const { ranGraph } = view.get();
      if (aged?.ran !== ranGraph || aged?.now !== graph) {
        aged = { ran: ranGraph, now: graph, nodes: ranGraph === undefined ? new Set() : staleNodes(ranGraph, graph) };
      }
      return aged.nodes;
    },
    problems() {
      const { graph } = session.get();
      const { serverProblems, facts: now } = view.get();
      if (checked?.graph !== graph || checked.facts !== now)
        checked = { graph, facts: now, problems: checkGraph(graph, manifests, now) };
      if (merged?.here !== checked.problems || merged.server !== serverProblems) {
        const known = new Set(graph.nodes.map((node) => node.id));
        const extra = serverProblems.filter(
          (problem) => !problemTable[problem.code].inGraph && (problem.node === undefined || known.has(problem.node)),
        );
        const all = [...checked.problems, ...extra].toSorted((a, b) => rank[a.severity] - rank[b.severity]);
        merged = { here: checked.problems, server: serverProblems, all };
      }
      return merged.all;
    },
  };
}

/** Selects nodes and other items; what is asked about a product stays while its node is among them. */
function choose(view: Store<CanvasView>, nodes: Iterable<string>, items: Iterable<string>): void {
  const selected = new Set(nodes);
  view.set(({ why }) => ({
    selected,
    selectedItems: new Set(items),
    selectedWire: undefined,
    why: why !== undefined && selected.has(why.node) ? why : undefined,
  }));
}

/** Input ports that a wire from this output may enter. */
export function fittingPorts(model: CanvasModel, from: string): ReadonlySet<string> {
  const { graph } = model.session.get();
  const fits = new Set<string>();
  for (const node of graph.nodes) {
    for (const port of Object.keys(model.manifests.get(node.type)?.inputs ?? {})) {
      const to = `${node.id}.${port}`;
      if (canConnect(graph, model.manifests, model.facts, from, to).ok) fits.add(to);
    }
  }
  return fits;
}

/** The title that a node goes by. */
export function nodeTitle(model: CanvasModel, id: string): string {
  const node = nodesById(model.session.get().graph).get(id);
  return node?.title ?? model.manifests.get(node?.type ?? "")?.title ?? node?.type ?? id;
}
