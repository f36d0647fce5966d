import { canConnect } from "@aisle/runtime/compile/assignable";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { titleOf } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import type { Sketch } from "./sketch.ts";

/** How lists of products run through a graph, and how nodes are put into them. Ports are given as `node.port`. */
interface ListPorts {
  /** Takes one list. */
  readonly one: string | undefined;
  /** Takes several. */
  readonly many: string | undefined;
  readonly out: string | undefined;
}

export function listPorts({ inputs, outputs }: NodeManifest): ListPorts {
  const find = (isMany: boolean) =>
    Object.keys(inputs).find(
      (name) => inputs[name]!.type === "Products" && (inputs[name]!.arity === "many") === isMany,
    );
  return {
    one: find(false),
    many: find(true),
    out: Object.keys(outputs).find((name) => outputs[name]!.type === "Products"),
  };
}

const portOf = (sketch: Sketch, node: GraphNode, side: keyof ListPorts) => {
  const port = listPorts(sketch.manifestOf(node))[side];
  return port === undefined ? undefined : `${node.id}.${port}`;
};

export const listOut = (sketch: Sketch, node: GraphNode) => portOf(sketch, node, "out");
/** The input that takes one list. */
export const listIn = (sketch: Sketch, node: GraphNode) => portOf(sketch, node, "one");
/** The input that takes many lists. */
export const listsIn = (sketch: Sketch, node: GraphNode) => portOf(sketch, node, "many");

const sourceOf = (sketch: Sketch, port: string) => sketch.node(splitPort(port).node);

/** The node before the rules that lead to the answer: a finder, or what joins several. */
export function headOfList(sketch: Sketch): GraphNode | undefined {
  const answer = sketch.withRole("answer");
  let node = answer;
  for (let left = sketch.graph.nodes.length; node !== undefined && left > 0; left--) {
    const input = listIn(sketch, node);
    const [edge] = input === undefined ? [] : sketch.into(input);
    if (edge === undefined) return node === answer ? undefined : node;
    node = sourceOf(sketch, edge.from);
  }
  return undefined;
}

/** Puts a node into the list that leaves another: what read that reads the new node now. */
export function insertAfter(sketch: Sketch, source: GraphNode, node: GraphNode): void {
  const from = listOut(sketch, source);
  const input = listIn(sketch, node) ?? listsIn(sketch, node);
  const output = listOut(sketch, node);
  const { manifests } = sketch.situation;
  if (from === undefined) throw new NotDone(`No products come out of ${titleOf(source, manifests)}.`);
  if (input === undefined) throw new NotDone(`${titleOf(node, manifests)} takes no products.`);
  const readers = output === undefined ? [] : sketch.outOf(from);
  for (const edge of readers) {
    const at = sketch.graph.edges.indexOf(edge);
    sketch.do({ do: "remove-edge", id: edge.id });
    sketch.do({ do: "add-edge", edge: { id: sketch.situation.newId("wire"), from: output!, to: edge.to }, at });
  }
  sketch.wire(from, input);
  joinGroups(
    sketch,
    node,
    source.id,
    readers.map((edge) => splitPort(edge.to).node),
  );
}

/** Puts a node into the list that another reads. */
export function insertBefore(sketch: Sketch, target: GraphNode, node: GraphNode): void {
  const { manifests } = sketch.situation;
  const input = listIn(sketch, target) ?? listsIn(sketch, target);
  const output = listOut(sketch, node);
  const ownInput = listIn(sketch, node) ?? listsIn(sketch, node);
  if (input === undefined || output === undefined)
    throw new NotDone(`${titleOf(node, manifests)} does not fit before ${titleOf(target, manifests)}.`);
  const feeding = sketch.into(input);
  if (feeding.length > 1 && ownInput !== undefined)
    throw new NotDone(`${titleOf(target, manifests)} takes ${feeding.length} lists: say after which node.`);
  const [edge] = feeding;
  const at = edge === undefined ? -1 : sketch.graph.edges.indexOf(edge);
  if (edge !== undefined && ownInput !== undefined) {
    sketch.do({ do: "remove-edge", id: edge.id });
    sketch.wire(edge.from, ownInput);
  }
  sketch.wire(output, input, at < 0 ? undefined : at);
  if (edge !== undefined) joinGroups(sketch, node, splitPort(edge.from).node, [target.id]);
}

/** Between members of a group a node is one of them; between two groups it is of the first. What feeds it alone comes along. */
function joinGroups(sketch: Sketch, node: GraphNode, source: string, targets: readonly string[]): void {
  const around = sketch.graph.groups.filter((group) => group.nodes.includes(source));
  const both = around.filter((group) => targets.some((id) => group.nodes.includes(id)));
  const groups = both.length > 0 ? both : around;
  const isFree = (id: string) => sketch.graph.groups.every((group) => !group.nodes.includes(id));
  const join = (id: string) => {
    if (groups.length === 0 || !isFree(id)) return;
    const edit: Edit = { do: "set-membership", node: id, groups: groups.map((group) => ({ id: group.id })) };
    sketch.do(edit);
  };
  join(node.id);
  const old = new Set(sketch.situation.graph.nodes.map(({ id }) => id));
  for (const { from, to } of sketch.graph.edges) {
    const feeding = splitPort(from).node;
    if (splitPort(to).node === node.id && !old.has(feeding)) join(feeding);
  }
}

/** Takes a node out of the list that runs through it: the list, or the first of several, runs on without it. */
export function removeFromList(sketch: Sketch, node: GraphNode): void {
  const input = listIn(sketch, node) ?? listsIn(sketch, node);
  const output = listOut(sketch, node);
  const [feeding] = input === undefined ? [] : sketch.into(input);
  for (const edge of output === undefined ? [] : sketch.outOf(output)) {
    const at = sketch.graph.edges.indexOf(edge);
    sketch.do({ do: "remove-edge", id: edge.id });
    if (feeding === undefined) continue;
    const id = sketch.situation.newId("wire");
    sketch.do({ do: "add-edge", edge: { id, from: feeding.from, to: edge.to }, at });
  }
  sketch.do({ do: "remove-node", id: node.id });
}

/** Where a rule goes when nothing is said: before the answer, and before exploration, whose odds must stay as drawn. */
function placeOfRules(sketch: Sketch): GraphNode | undefined {
  const answer = sketch.withRole("answer");
  const input = answer === undefined ? undefined : listIn(sketch, answer);
  const [edge] = input === undefined ? [] : sketch.into(input);
  const last = edge === undefined ? undefined : sourceOf(sketch, edge.from);
  return last?.type === "rank.explore" ? last : answer;
}

/** Nodes that move products about: after Pin & boost they would undo its pins. */
const reorders = ["rank.sort", "rank.recency-weight", "rules.diversity"];

/** The Pin & boost with pins that a list runs through before it comes to a node, the first of several. */
function pinsBefore(sketch: Sketch, place: GraphNode | undefined): GraphNode | undefined {
  let [node, pins]: (GraphNode | undefined)[] = [place, undefined];
  for (let left = sketch.graph.nodes.length; node !== undefined && left > 0; left--) {
    if (node.type === "rules.pin-and-boost" && Array.isArray(node.config.pins) && node.config.pins.length > 0)
      pins = node;
    const input: string | undefined = listIn(sketch, node);
    const [edge] = input === undefined ? [] : sketch.into(input);
    node = edge === undefined ? undefined : sourceOf(sketch, edge.from);
  }
  return pins;
}

/** Adds a rule or ranker where such nodes stand; what orders again goes before pins, which stand above all orders. */
export function addThrough(sketch: Sketch, type: string, config: Parameters<Sketch["add"]>[2] = {}): GraphNode {
  const usual = type === "rank.explore" ? sketch.withRole("answer") : placeOfRules(sketch);
  const place = (reorders.includes(type) ? pinsBefore(sketch, usual) : undefined) ?? usual;
  const input = place === undefined ? undefined : listIn(sketch, place);
  const [edge] = input === undefined ? [] : sketch.into(input);
  const node = sketch.add(type, edge === undefined ? place : sourceOf(sketch, edge.from), config);
  if (place !== undefined) insertBefore(sketch, place, node);
  else {
    const loose = sketch.graph.nodes.findLast((one) => {
      const out = one.id === node.id ? undefined : listOut(sketch, one);
      return out !== undefined && sketch.outOf(out).length === 0;
    });
    if (loose !== undefined) insertAfter(sketch, loose, node);
  }
  return node;
}

/** Wires what a node asks for besides lists: the shopper, the text, a vector of it. */
export function wireRequest(sketch: Sketch, node: GraphNode): void {
  const { manifests, facts } = sketch.situation;
  for (const [port, spec] of Object.entries(sketch.manifestOf(node).inputs)) {
    const to = `${node.id}.${port}`;
    if (spec.type === "Products" || sketch.into(to).length > 0) continue;
    // What may be left out is wired only to who asks: the shopper's category is of use to best sellers alone.
    if (spec.arity === "optional" && node.type !== "find.best-sellers") continue;
    const source = sketch.graph.nodes
      .filter(({ id }) => id !== node.id)
      .flatMap((one) =>
        Object.entries(manifests.get(one.type)?.outputs ?? {}).flatMap(([name, out]) =>
          out.type === spec.type ? [`${one.id}.${name}`] : [],
        ),
      )
      .find((from) => canConnect(sketch.graph, manifests, facts, from, to).ok);
    if (source !== undefined) {
      sketch.wire(source, to);
      continue;
    }
    const maker = spec.arity === "optional" ? undefined : makerOf(spec.type);
    if (maker === undefined || !manifests.has(maker)) continue;
    const made = sketch.add(maker, maker === trigger ? undefined : sketch.withRole("trigger"));
    wireRequest(sketch, made);
    const from = Object.entries(sketch.manifestOf(made).outputs).find(([, out]) => out.type === spec.type)?.[0];
    if (from !== undefined) sketch.wire(`${made.id}.${from}`, to);
  }
}

const trigger = "data.endpoint-request";

function makerOf(type: string): string | undefined {
  if (type === "Vector") return "language.embed-text";
  return type === "Shopper" || type === "Text" || type === "Json" ? trigger : undefined;
}

/** Adds a finder, wired to the request, with its list not led anywhere yet. */
export function addFinder(sketch: Sketch, type: string, config: Parameters<Sketch["add"]>[2] = {}): GraphNode {
  const node = sketch.add(type, sketch.withRole("trigger"), config);
  wireRequest(sketch, node);
  return node;
}

/** Leads one more list into the answer: into the Fuse or Blend that is there, else into a new Fuse. */
export function joinList(sketch: Sketch, finder: GraphNode): void {
  const out = listOut(sketch, finder);
  if (out === undefined) throw new NotDone(`No products come out of ${titleOf(finder, sketch.situation.manifests)}.`);
  let head = headOfList(sketch);
  if (head?.type === "logic.first-of") {
    const [first] = sketch.into(listsIn(sketch, head)!);
    head = first === undefined ? head : sourceOf(sketch, first.from);
  }
  if (head === undefined) {
    const answer = sketch.withRole("answer");
    const input = answer === undefined ? undefined : firstFreeList(sketch, answer);
    if (input !== undefined) sketch.wire(out, input);
    return;
  }
  joinGroups(sketch, finder, head.id, []);
  const lists = head.type === "rank.fuse" || head.type === "rank.blend" ? listsIn(sketch, head) : undefined;
  if (lists !== undefined) {
    sketch.wire(out, lists);
    return;
  }
  const fuse = sketch.add("rank.fuse", head);
  insertAfter(sketch, head, fuse);
  sketch.wire(out, listsIn(sketch, fuse)!);
}

/** Follows the wires back from the answer to the list input that nothing feeds. */
function firstFreeList(sketch: Sketch, answer: GraphNode): string | undefined {
  let node: GraphNode | undefined = answer;
  for (let left = sketch.graph.nodes.length; node !== undefined && left > 0; left--) {
    const input: string | undefined = listIn(sketch, node) ?? listsIn(sketch, node);
    const [edge] = input === undefined ? [] : sketch.into(input);
    if (edge === undefined) return input;
    node = sourceOf(sketch, edge.from);
  }
  return undefined;
}
