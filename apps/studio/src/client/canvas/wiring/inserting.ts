import type { Edit } from "@aisle/runtime/graph/edit";
import { splitPort } from "@aisle/runtime/graph/graph";
import { pointsOfCard, wireUnder } from "../flow/wire-under.ts";
import { freeSpot } from "../layout/free-spot.ts";
import { type CanvasModel, nodeTitle } from "../session/canvas-model.ts";
import { placedNode } from "../session/graph-edits.ts";
import { hiddenNodes } from "../session/shown-graph.ts";
import { insertIntoWire } from "./insert-into-wire.ts";

/** True for a node that no wire leads to or from: dragged onto a wire it may be meant to go between. */
function isUnwired(model: CanvasModel, id: string): boolean {
  const { nodes, edges } = model.session.get().graph;
  return (
    nodes.some((node) => node.id === id) &&
    !edges.some((edge) => splitPort(edge.from).node === id || splitPort(edge.to).node === id)
  );
}

/** The wire that an unwired node lies on while it is dragged, when it fits between the wire's ends. */
export function wireUnderNode(model: CanvasModel, key: string): string | undefined {
  if (!isUnwired(model, key)) return undefined;
  const wire = wireUnder(pointsOfCard(key));
  const node = model.session.get().graph.nodes.find(({ id }) => id === key);
  if (wire === undefined || node === undefined) return undefined;
  return insertIntoWire(model.session.get().graph, model, wire, node, String) === undefined ? undefined : wire;
}

/** The edit that puts a node that is in the graph already between the ends of a wire, after it was moved there. */
export function insertNode(model: CanvasModel, id: string, wire: string, move: Edit | undefined): Edit | undefined {
  const { graph } = model.session.get();
  const node = graph.nodes.find((one) => one.id === id);
  const edit =
    node === undefined ? undefined : insertIntoWire(graph, model, wire, node, (one) => nodeTitle(model, one));
  if (edit?.do !== "batch" || move === undefined) return edit ?? move;
  return { ...edit, edits: [...(move.do === "batch" ? move.edits : [move]), ...edit.edits] };
}

/** Adds a node of a type between the ends of a wire; gives its id, or nothing when it does not fit there. */
export function insertType(
  model: CanvasModel,
  type: string,
  wire: string,
  at?: { readonly x: number; readonly y: number },
): string | undefined {
  const { graph } = model.session.get();
  const manifest = model.manifests.get(type);
  const edge = graph.edges.find(({ id }) => id === wire);
  if (manifest === undefined || edge === undefined) return undefined;
  const hidden = hiddenNodes(graph);
  const place = (ref: string) => {
    const { node } = splitPort(ref);
    return hidden.get(node)?.position ?? graph.nodes.find(({ id }) => id === node)?.position ?? { x: 0, y: 0 };
  };
  const [from, to] = [place(edge.from), place(edge.to)];
  // Below what stands there when there is no room between its ends: nothing is pushed aside by itself.
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const node = placedNode(manifest, freeSpot(graph, at ?? middle));
  const titleOf = (id: string) => (id === node.id ? manifest.title : nodeTitle(model, id));
  const edit = insertIntoWire(graph, model, wire, node, titleOf);
  return edit !== undefined && model.change(edit).ok ? node.id : undefined;
}

/** True when a node of this type fits between the ends of a wire. */
export function typeFitsWire(model: CanvasModel, type: string, wire: string): boolean {
  const manifest = model.manifests.get(type);
  if (manifest === undefined) return false;
  const node = placedNode(manifest, { x: 0, y: 0 });
  return insertIntoWire(model.session.get().graph, model, wire, node, String) !== undefined;
}
