import type { Edit } from "@aisle/runtime/graph/edit";
import type { Graph } from "@aisle/runtime/graph/graph";
import { groupPorts } from "../arrange/group-ports.ts";
import { oneEdit } from "../arrange/move-items.ts";
import { itemKey, itemOf } from "../session/canvas-item.ts";
import type { CanvasModel } from "../session/canvas-model.ts";
import { cardGraph } from "./card-graph.ts";
import { elkGraph, type Layers, layersOf } from "./elk-layers.ts";
import { type LayoutOptions, layoutLanes } from "./lane-layout.ts";

const firstPort = 58;
const portStep = 28;

/**
 * Lays the graph out as one step of undo: ELK finds columns and their order by the cards' real heights, our lanes wrap them
 * to the width. Where ELK cannot be loaded, the longest way gives the columns. True when anything moved.
 */
export async function autoLayout(model: CanvasModel, options: Omit<LayoutOptions, "layers">): Promise<boolean> {
  const layers = await elkLayers(model, options).catch(() => undefined);
  // Someone may have edited meanwhile: what is there now is laid out, new cards in columns of their own.
  const edit = layoutEdit(model.session.get().graph, { ...options, layers });
  return edit !== undefined && model.change(edit).ok;
}

async function elkLayers(model: CanvasModel, { heightOf }: Pick<LayoutOptions, "heightOf">): Promise<Layers> {
  const { graph } = model.session.get();
  const { elkLayout } = await import("./elk-in-worker.ts");
  const types = new Map(graph.nodes.map((node) => [node.id, node.type]));
  const portTop = (key: string, port: string, side: "in" | "out") => {
    const { kind, id } = itemOf(key);
    const sides = side === "in" ? "inputs" : "outputs";
    const group = kind === "group" ? graph.groups.find((one) => one.id === id) : undefined;
    const names =
      group === undefined
        ? Object.keys(model.manifests.get(types.get(id) ?? "")?.[sides] ?? {})
        : groupPorts(graph, group, model.manifests)
            .filter((one) => one.side === sides)
            .map((one) => one.ref);
    return firstPort + Math.max(0, names.indexOf(port)) * portStep;
  };
  return layersOf(await elkLayout(elkGraph(cardGraph(graph), heightOf, portTop)));
}

/** The moves of an auto-layout; `undefined` when everything stands where it should. */
export function layoutEdit(graph: Graph, options: LayoutOptions): Edit | undefined {
  const cards = cardGraph(graph);
  const known = options.layers;
  const layers = known === undefined || cards.nodes.some(({ id }) => !known.columns.has(id)) ? undefined : known;
  const places = layoutLanes(cards, { ...options, layers });
  const edits: Edit[] = [];
  const isThere = (at: { x: number; y: number } | undefined, key: string) => {
    const place = places.get(key);
    return place === undefined || (at !== undefined && place.x === at.x && place.y === at.y);
  };
  for (const { id, position } of graph.nodes) {
    if (!isThere(position, id)) edits.push({ do: "move-node", id, position: places.get(id)! });
  }
  for (const { id, position } of graph.groups) {
    const key = itemKey("group", id);
    if (!isThere(position, key)) edits.push({ do: "change-group", id, set: { position: places.get(key)! } });
  }
  return oneEdit(edits, "Auto-layout");
}
