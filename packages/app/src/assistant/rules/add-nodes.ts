import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { nodeNamed, short, typeNamed } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import {
  addFinder,
  addThrough,
  headOfList,
  insertAfter,
  insertBefore,
  joinList,
  listIn,
  listOut,
  listPorts,
  listsIn,
} from "../product-lists.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";
import { setFieldOf } from "./set-field.ts";

const verb = /^(?:add|insert|put|place|use|include|bring in)\s+(.+)$/i;
const placed = /^(.+?)\s+(?:right |just |directly )?(after|behind|before|in front of|between|into|to)\s+(.+)$/i;

/** A node of the catalogue, wired where it fits or where it was asked to go. */
export const addNodes: Rule = {
  like: "add diversity after fuse",
  read(part, sketch) {
    const said = verb.exec(part)?.[1];
    const { manifests } = sketch.situation;
    const whole = said ?? part;
    const place = placed.exec(whole);
    const what = place?.[1] ?? whole;
    const [name, wishes] = withWishes(what, manifests);
    const types = namesIn(name, manifests);
    if (types === undefined) {
      if (said === undefined) return false;
      throw new NotDone(`There is no node called “${short(name)}”.`);
    }
    const nodes = types.map((manifest) => addOne(manifest, place, sketch));
    if (wishes !== undefined) {
      const node = nodes.at(-1)!;
      if (!setFieldOf(node, wishes, sketch))
        throw new NotDone(`“${short(wishes)}” is no setting of ${types[0]!.title}.`);
    }
    return true;
  },
};

function withWishes(what: string, manifests: Sketch["situation"]["manifests"]): readonly [string, string?] {
  if (namesIn(what, manifests) !== undefined) return [what];
  const match = /^(.+?)\s+(?:with|of|set to)\s+(?:a\s+|an\s+)?(.+)$/i.exec(what);
  return match === null ? [what] : [match[1]!, match[2]!];
}

function namesIn(text: string, manifests: Sketch["situation"]["manifests"]): readonly NodeManifest[] | undefined {
  const whole = typeNamed(text, manifests);
  if (whole !== undefined) return [whole];
  const parts = text.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i).map((name) => typeNamed(name, manifests));
  return parts.length > 1 && parts.every((one) => one !== undefined) ? parts : undefined;
}

function addOne(manifest: NodeManifest, place: RegExpExecArray | null, sketch: Sketch): GraphNode {
  const { type, role, title } = manifest;
  if ((role === "trigger" || role === "answer") && sketch.withRole(role) !== undefined)
    throw new NotDone(`This pipeline has its ${title} already.`);
  if (type.startsWith("find.") && sketch.ofType(type).length > 0)
    throw new NotDone(`${title} is in this pipeline already.`);
  if (place !== null) return addAt(type, place[2]!.toLowerCase(), place[3]!, sketch);
  if (role === "answer") return addAnswer(type, sketch);
  const { one, many, out } = listPorts(manifest);
  if (one !== undefined && out !== undefined) return addThrough(sketch, type);
  if (many !== undefined) {
    const head = headOfList(sketch);
    const node = sketch.add(type, head);
    if (head !== undefined) insertAfter(sketch, head, node);
    return node;
  }
  const node = addFinder(sketch, type);
  if (out !== undefined) joinList(sketch, node);
  return node;
}

function addAnswer(type: string, sketch: Sketch): GraphNode {
  const loose = sketch.graph.nodes.findLast((one) => {
    const out = listOut(sketch, one);
    return out !== undefined && sketch.outOf(out).length === 0;
  });
  const node = sketch.add(type, loose);
  if (loose !== undefined) sketch.wire(listOut(sketch, loose)!, listIn(sketch, node)!);
  return node;
}

function addAt(type: string, where: string, names: string, sketch: Sketch): GraphNode {
  const { manifests, selected } = sketch.situation;
  const find = (text: string) => nodeNamed(text, sketch.graph, manifests, selected);
  if (where === "between") {
    const [first = "", second = ""] = names.split(/\s+and\s+/i);
    const [source, target] = [find(first), find(second)];
    const node = sketch.add(type, source);
    const out = listOut(sketch, source);
    const into = listIn(sketch, target) ?? listsIn(sketch, target);
    const edge = sketch.graph.edges.find((one) => one.from === out && one.to === into);
    const [input, output] = [listIn(sketch, node) ?? listsIn(sketch, node), listOut(sketch, node)];
    if (edge === undefined || input === undefined || output === undefined)
      throw new NotDone("No list runs between them that it could be put into.");
    const at = sketch.graph.edges.indexOf(edge);
    sketch.do({ do: "remove-edge", id: edge.id });
    sketch.wire(edge.from, input);
    sketch.wire(output, edge.to, at);
    return node;
  }
  const target = find(names);
  const isAfter = where === "after" || where === "behind";
  if (type.startsWith("find.")) {
    const node = addFinder(sketch, type);
    const lists = listsIn(sketch, target);
    if (lists === undefined || isAfter) joinList(sketch, node);
    else sketch.wire(listOut(sketch, node)!, lists);
    return node;
  }
  const node = sketch.add(type, target);
  if (isAfter) insertAfter(sketch, target, node);
  else insertBefore(sketch, target, node);
  return node;
}
