import { cutText } from "@aisle/runtime/cut-text";
import type { GraphNode } from "@aisle/runtime/graph/graph";
import { nodesNamed, plainName, typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import { addFinder, headOfList, joinList, listOut, listsIn } from "../product-lists.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

/** Joins lists into one. */
export const fuseLists: Rule = {
  like: "fuse best sellers and trending",
  read(part, sketch) {
    const match = /^(fuse|merge|combine|blend|mix)\s+(.+?)(?:\s+(?:together|in|into one(?: list)?))?$/i.exec(part);
    if (match === null) return false;
    if (/^(?:it|them|both|all|everything|these|the lists?|lists?)(?: in)?$/i.test(plainName(match[2]!)))
      return joinLoose(sketch);
    const names = match[2]!.split(/\s*,\s*|\s+(?:and|with|into|plus)\s+/i);
    const nodes = names.map((name) => finderNamed(name, sketch));
    const head = headOfList(sketch);
    const lists = head === undefined ? undefined : listsIn(sketch, head);
    const fresh = nodes.filter((node) => lists === undefined || !reaches(sketch, node, lists));
    if (fresh.length === 0) throw new NotDone("They are joined already.");
    if (head !== undefined && nodes.includes(head)) {
      for (const node of nodes) if (node !== head) joinList(sketch, node);
      return true;
    }
    if (head !== undefined) {
      for (const node of fresh) joinList(sketch, node);
      return true;
    }
    const type = /^(?:blend|mix)/i.test(match[1]!) ? "rank.blend" : "rank.fuse";
    const fuse = sketch.add(type, nodes[0]);
    for (const node of nodes) sketch.wire(listOut(sketch, node)!, listsIn(sketch, fuse)!);
    joinList(sketch, fuse);
    return true;
  },
};

const reaches = (sketch: Sketch, node: GraphNode, lists: string) =>
  sketch.into(lists).some((edge) => edge.from === listOut(sketch, node));

function finderNamed(name: string, sketch: Sketch): GraphNode {
  const { manifests, selected } = sketch.situation;
  const [there] = nodesNamed(name, sketch.graph, manifests, selected);
  const type = typeNamed(name, manifests)?.type;
  if (there === undefined && (type === undefined || !type.startsWith("find.")))
    throw new NotDone(`“${cutText(name, 60)}” is no node that finds products.`);
  const node = there ?? addFinder(sketch, type!);
  if (listOut(sketch, node) === undefined) throw new NotDone(`No products come out of “${cutText(name, 60)}”.`);
  return node;
}

/** Leads every list that ends nowhere into the answer. */
function joinLoose(sketch: Sketch): true {
  for (const node of sketch.graph.nodes) {
    const out = listOut(sketch, node);
    if (out !== undefined && sketch.outOf(out).length === 0) joinList(sketch, node);
  }
  // A finder that was just added is joined as it is added: nothing is left to do.
  if (sketch.edits.length === 0) throw new NotDone("Every list is joined already.");
  return true;
}
