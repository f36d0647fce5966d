import { cutText } from "@aisle/runtime/cut-text";
import { type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import { nodeNamed, nodesNamed, typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { listIn, listOut, listPorts, listsIn, removeFromList, wireRequest } from "../product-lists.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

const find = (text: string, { graph, situation }: Sketch) =>
  nodeNamed(text, graph, situation.manifests, situation.selected);

/** Takes a node away; the list that ran through it runs on. */
export const removeNode: Rule = {
  like: "remove diversity",
  read(part, sketch) {
    const match = /^(?:remove|delete|drop|take (?:out|away)|get rid of|throw out)\s+(.+?)(?:\s+again)?$/i.exec(part);
    if (match === null) return false;
    if (/^(?:everything|all|all nodes|the whole pipeline)$/i.test(match[1]!)) {
      for (const { id } of sketch.graph.nodes) sketch.do({ do: "remove-node", id });
      return true;
    }
    const { manifests, selected } = sketch.situation;
    const isNode = (name: string) =>
      nodesNamed(name, sketch.graph, manifests, selected).length > 0 || typeNamed(name, manifests) !== undefined;
    const names = isNode(match[1]!) ? [match[1]!] : match[1]!.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i);
    if (!names.every(isNode)) return false;
    for (const name of names) take(sketch, find(name, sketch));
    return true;
  },
};

/** Gives a node another title. */
export const renameNode: Rule = {
  like: "rename fuse to “Both lists”",
  read(part, sketch) {
    const match =
      /^(?:rename|retitle|call|name)\s+(.+?)\s+(?:to|as|into)\s+[“"']?(.+?)[”"']?$/i.exec(part) ??
      /^(?:rename|retitle|call|name)\s+(.+?)\s+[“"'](.+?)[”"']$/i.exec(part);
    if (match === null) return false;
    const node = find(match[1]!, sketch);
    if (match[2]!.length > 120) throw new NotDone("A title has up to 120 characters.");
    sketch.do({ do: "set-title", node: node.id, title: match[2]! });
    return true;
  },
};

/** Another node in the place of one. */
export const replaceNode: Rule = {
  like: "replace best sellers with trending",
  read(part, sketch) {
    const match = /^(?:replace|swap|exchange)\s+(.+?)\s+(?:with|by|for|against)\s+(.+)$/i.exec(part);
    if (match === null) return false;
    const old = find(match[1]!, sketch);
    const manifest = typeNamed(match[2]!, sketch.situation.manifests);
    if (manifest === undefined) throw new NotDone(`There is no node called “${cutText(match[2]!, 60)}”.`);
    const outOld = listOut(sketch, old);
    const outgoing = outOld === undefined ? [] : sketch.outOf(outOld);
    const inOld = listIn(sketch, old) ?? listsIn(sketch, old);
    const incoming = inOld === undefined ? [] : sketch.into(inOld);
    const node = sketch.add(manifest.type, old);
    const [out, into] = [listOut(sketch, node), listIn(sketch, node) ?? listsIn(sketch, node)];
    if ((outgoing.length > 0 && out === undefined) || (incoming.length > 0 && into === undefined))
      throw new NotDone(`${manifest.title} does not fit in its place.`);
    const readers = outgoing.map((edge) => ({ to: edge.to, at: sketch.graph.edges.indexOf(edge) }));
    for (const { to, at } of readers) {
      const edge = sketch.graph.edges[at]!;
      sketch.do({ do: "remove-edge", id: edge.id });
      sketch.do({ do: "add-edge", edge: { id: sketch.situation.newId("wire"), from: out!, to }, at });
    }
    const groups = sketch.graph.groups.filter((group) => group.nodes.includes(old.id)).map(({ id }) => ({ id }));
    sketch.do({ do: "remove-node", id: old.id });
    if (groups.length > 0) sketch.do({ do: "set-membership", node: node.id, groups });
    for (const { from } of incoming) sketch.wire(from, into!);
    sketch.do({ do: "move-node", id: node.id, position: old.position });
    wireRequest(sketch, node);
    return true;
  },
};

/** A text on the canvas. */
export const addNote: Rule = {
  like: "note: ask Mira before changing this",
  read(part, sketch) {
    const match =
      /^(?:(?:add|put|write|leave)\s+)?(?:a\s+)?note(?:\s+(?:saying|that says|that|with))?\s*:?\s+(.+)$/i.exec(part);
    if (match === null) return false;
    const text = match[1]!.replace(/^[“"'](.*)[”"']$/, "$1");
    const y = Math.max(0, ...sketch.graph.nodes.map(({ position }) => position.y)) + 208;
    const id = sketch.situation.newId("note");
    sketch.do({ do: "put-note", note: { id, position: { x: 24, y }, text, width: 240, height: 80 } });
    return true;
  },
};

function take(sketch: Sketch, node: GraphNode): void {
  const { out, one, many } = listPorts(sketch.manifestOf(node));
  if (out !== undefined && (one ?? many) !== undefined) removeFromList(sketch, node);
  else {
    sketch.do({ do: "remove-node", id: node.id });
    dropEmptyJoins(sketch);
  }
}

/** A Fuse, Blend or First of that is left with one list has nothing to join: the list runs past it. */
function dropEmptyJoins(sketch: Sketch): void {
  for (const node of sketch.graph.nodes) {
    const lists = ["rank.fuse", "rank.blend", "logic.first-of"].includes(node.type) ? listsIn(sketch, node) : undefined;
    const feeding = lists === undefined ? [] : sketch.into(lists);
    const [only] = feeding;
    if (only === undefined || feeding.length > 1 || splitPort(only.from).node === node.id) continue;
    const before = sketch.situation.graph.edges.filter((edge) => edge.to === lists).length;
    // One list was all it had before: someone wants it so.
    if (before < 2) continue;
    removeFromList(sketch, node);
  }
}
