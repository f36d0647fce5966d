import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph, GraphNode } from "@aisle/runtime/graph/graph";
import { nodesById } from "@aisle/runtime/graph/graph-index";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { createContext, useContext } from "react";
import type { CanvasModel } from "./canvas-model.ts";
import type { CanvasView } from "./canvas-view.ts";
import { firstErrors, sameProblem } from "./problem-index.ts";
import { useStore } from "./store.ts";

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

export function useProblem(read: (problems: readonly Problem[]) => Problem | undefined): Problem | undefined {
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

/** True while the data on the cards is of an earlier visit. */
export function useEarlier(): boolean {
  return useView(({ earlierRun, runs }) => earlierRun !== undefined && runs[0]?.runId === earlierRun);
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
