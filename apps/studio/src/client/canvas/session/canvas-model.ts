import { canConnect } from "@aisle/runtime/compile/assignable";
import { checkGraph } from "@aisle/runtime/compile/check-graph";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Mend, Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { EditResult } from "@aisle/runtime/graph/edit-result";
import type { Graph, GraphNode } from "@aisle/runtime/graph/graph";
import { nodesById } from "@aisle/runtime/graph/graph-index";
import { staleNodes } from "@aisle/runtime/graph/stale-nodes";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { createContext, useContext } from "react";
import type { NodeCatalogue, Present, Preview, RunReport, ShelfItem } from "../../api/outputs.ts";
import { announce } from "../../frame/announcer.tsx";
import { itemOf } from "./canvas-item.ts";
import type { DraftSession } from "./draft-session.ts";
import { editWords } from "./edit-words.ts";
import { firstErrors, sameProblem } from "./problem-index.ts";
import { createStore, type Store, useStore } from "./store.ts";

/** What the canvas shows beside the graph itself. */
export interface CanvasView {
  /** Ids of the selected nodes. */
  readonly selected: ReadonlySet<string>;
  /** Keys of the selected notes and groups. */
  readonly selectedItems: ReadonlySet<string>;
  /** The note whose text is being written. */
  readonly editingNote: string | undefined;
  /** The node type that is being dragged from the palette. */
  readonly draggedType: string | undefined;
  /** What is known of the world outside the graph; it changes when a collection is built anew. */
  readonly facts: Facts;
  /** A collection that is being built anew for a mend. */
  readonly rebuild: Rebuild | undefined;
  readonly selectedWire: string | undefined;
  readonly hoveredWire: string | undefined;
  /** While a wire is drawn: where from, and the ports that fit. */
  readonly wiring: { readonly from: string; readonly fits: ReadonlySet<string> } | undefined;
  /** Wires that were refused on release; they stay drawn, broken, until they are dismissed. */
  readonly refusals: readonly Refused[];
  /** Problems that only the server sees, of the last stored revision. */
  readonly serverProblems: readonly Problem[];
  readonly running: boolean;
  readonly runError: unknown;
  readonly runs: readonly RunReport[];
  /** The graph that the newest run ran. */
  readonly ranGraph: Graph | undefined;
  /** The graphs that the runs ran, by run. */
  readonly ranGraphs: ReadonlyMap<string, Graph>;
  /** The last preview of each port that had one, with its revision. */
  readonly lastGood: ReadonlyMap<string, { readonly preview: Preview; readonly revision: number }>;
  readonly sampleId: string | undefined;
  readonly inspectorOpen: boolean;
  /** Who else has this pipeline open. */
  readonly others: readonly Present[];
  readonly why: { readonly node: string; readonly item: ShelfItem } | undefined;
  /** True while someone asks why a product is there, or not. */
  readonly asking: boolean;
}

/** A mend that waits for its collection. */
export interface Rebuild {
  readonly mend: Mend;
  /** The refused wire that it is for, where it is not in the graph yet. */
  readonly refused: Refused | undefined;
  /** The settings of the nodes that the mend would change, as they were when it was asked for. */
  readonly configs: string;
  /** Known once the server has taken it on. */
  readonly jobId: string | undefined;
  /** Why the server did not. */
  readonly error: unknown;
}

export interface Refused {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly mends: NonNullable<Problem["mends"]>;
}

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

const nothingShown: Omit<CanvasView, "facts"> = {
  selected: new Set(),
  selectedItems: new Set(),
  editingNote: undefined,
  draggedType: undefined,
  rebuild: undefined,
  selectedWire: undefined,
  hoveredWire: undefined,
  wiring: undefined,
  refusals: [],
  serverProblems: [],
  running: false,
  runError: undefined,
  runs: [],
  ranGraph: undefined,
  ranGraphs: new Map(),
  lastGood: new Map(),
  sampleId: undefined,
  inspectorOpen: true,
  why: undefined,
  others: [],
  asking: false,
};

/** Whether the pure check finds a code; the server's answer adds the others, and none is told twice. */
const seenHere: { readonly [Code in Problem["code"]]: boolean } = {
  "unknown-node": true,
  "unknown-port": true,
  "wrong-type": true,
  "embedder-mismatch": true,
  "unknown-fact": true,
  "too-many-wires": true,
  "missing-wire": true,
  cycle: true,
  "no-trigger": true,
  "several-triggers": true,
  "no-answer": true,
  "several-answers": true,
  "answer-unreached": true,
  "effect-not-permitted": true,
  "batch-in-endpoint": true,
  "over-budget": true,
  "inexact-exploration": true,
  "unused-node": true,
  "old-node": false,
  "bad-config": false,
  "prepare-failed": false,
};

/** Rebuilds that go on while the canvas is left or made anew, by pipeline. */
export const pendingRebuilds = new Map<string, Rebuild>();

const onlyLooking = "your role lets you look, not change";

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
        announce(onlyLooking);
        return { ok: false, reason: onlyLooking };
      }
      const before = session.get().graph;
      const result = session.change(edit);
      announce(result.ok ? editWords(edit, before, result.graph, manifests) : `Not done: ${result.reason}.`);
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
          (problem) => !seenHere[problem.code] && (problem.node === undefined || known.has(problem.node)),
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

const Model = createContext<CanvasModel | undefined>(undefined);
export const CanvasModelProvider = Model.Provider;

export function useCanvas(): CanvasModel {
  const model = useContext(Model);
  if (model === undefined) throw new Error("useCanvas needs a canvas around it.");
  return model;
}

export function useGraph<T>(read: (graph: Graph) => T, same?: (a: T, b: T) => boolean): T {
  return useStore(useCanvas().session, (state) => read(state.graph), same);
}

export function useView<T>(read: (view: CanvasView) => T, same?: (a: T, b: T) => boolean): T {
  return useStore(useCanvas().view, read, same);
}

/** All problems; renders again when the graph or the server's list changes. */
export function useProblems(): readonly Problem[] {
  const model = useCanvas();
  useStore(model.session, (state) => state.graph);
  return useStore(model.view, () => model.problems());
}

/** The first error of a node; renders again only when it says something else. */
export function useNodeProblem(id: string): Problem | undefined {
  return useProblem((problems) => firstErrors(problems).ofNode.get(id));
}

/** The first error of a wire; renders again only when it says something else. */
export function useWireProblem(id: string): Problem | undefined {
  return useProblem((problems) => firstErrors(problems).ofEdge.get(id));
}

function useProblem(read: (problems: readonly Problem[]) => Problem | undefined): Problem | undefined {
  const model = useCanvas();
  const now = () => read(model.problems());
  useStore(model.session, now, sameProblem);
  return useStore(model.view, now, sameProblem);
}

/** True when a node's last result is of settings or wires that have changed since. */
export function useStale(id: string): boolean {
  const model = useCanvas();
  useStore(model.view, (view) => view.ranGraph);
  return useStore(model.session, () => model.stale().has(id));
}

/** A graph node and its manifest, when its type is installed. */
export function useNode(id: string): {
  readonly node: GraphNode | undefined;
  readonly manifest: NodeManifest | undefined;
} {
  const model = useCanvas();
  const node = useGraph((graph) => nodesById(graph).get(id));
  return { node, manifest: node === undefined ? undefined : model.manifests.get(node.type) };
}

/** The title that a node goes by. */
export function nodeTitle(model: CanvasModel, id: string): string {
  const node = nodesById(model.session.get().graph).get(id);
  return node?.title ?? model.manifests.get(node?.type ?? "")?.title ?? node?.type ?? id;
}
