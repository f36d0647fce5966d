import { canConnect } from "@aisle/runtime/compile/assignable";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { valueAtPath } from "@aisle/runtime/graph/config-path";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphEdge, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { NotDone } from "./not-done.ts";
import { ProductNeeded } from "./product-needed.ts";
import type { AssistantAction, AssistantSituation, NamedProduct } from "./proposal.ts";

const step = { x: 220, y: 176 };

/** A trial copy of a graph: edits are applied to it and stay. Refused edits throw `NotDone`. */
export class Sketch {
  graph: Graph;
  readonly edits: Edit[] = [];
  readonly remarks: string[] = [];
  action: AssistantAction | undefined;
  readonly situation: AssistantSituation;

  constructor(situation: AssistantSituation) {
    this.situation = situation;
    this.graph = situation.graph;
  }

  do(edit: Edit): void {
    const result = applyEdit(this.graph, edit);
    if (!result.ok) throw new NotDone(`It cannot be done: ${result.reason}.`);
    this.graph = result.graph;
    this.edits.push(edit);
  }

  /** Runs a change; one that throws leaves nothing behind. */
  attempt<T>(change: () => T): T {
    const { graph, action } = this;
    const [edits, remarks] = [this.edits.length, this.remarks.length];
    try {
      return change();
    } catch (error) {
      this.graph = graph;
      this.action = action;
      this.edits.length = edits;
      this.remarks.length = remarks;
      throw error;
    }
  }

  /** Says something that is worth knowing before the changes are approved. */
  remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }

  /** Products whose title has the words of a text. Throws `ProductNeeded` while nobody has looked for them. */
  productsCalled(text: string): readonly NamedProduct[] {
    const { findProducts, products } = this.situation;
    const found = products?.get(text);
    if (found === undefined && findProducts !== undefined) throw new ProductNeeded(text);
    return found ?? [];
  }

  manifest(type: string): NodeManifest {
    const manifest = this.situation.manifests.get(type);
    if (manifest === undefined) throw new NotDone(`The node ${type} is not installed.`);
    return manifest;
  }

  manifestOf(node: GraphNode): NodeManifest {
    return this.manifest(node.type);
  }

  ofType(type: string): readonly GraphNode[] {
    return this.graph.nodes.filter((node) => node.type === type);
  }

  withRole(role: NodeManifest["role"]): GraphNode | undefined {
    return this.graph.nodes.find((node) => this.situation.manifests.get(node.type)?.role === role);
  }

  add(type: string, beside: GraphNode | undefined, config: JsonObject = {}): GraphNode {
    const manifest = this.manifest(type);
    const name = type.slice(type.indexOf(".") + 1).replace(/[^A-Za-z0-9_-]/g, "-");
    const node: GraphNode = {
      id: this.situation.newId(name),
      type,
      version: manifest.version,
      position: this.#freePlace(beside),
      config: { ...manifest.defaults, ...config } as GraphNode["config"],
    };
    this.do({ do: "add-node", node });
    return node;
  }

  /** Sets a field; one that has the value already is left alone. */
  set(node: GraphNode, path: readonly (string | number)[], value: Json): void {
    const now = valueAtPath({ ...this.manifestOf(node).defaults, ...this.node(node.id)?.config } as Json, path);
    if (JSON.stringify(now) === JSON.stringify(value)) return;
    this.do({ do: "set-field", node: node.id, version: node.version, path, value });
  }

  /** Joins two ports; an input of one wire lets go of the one that it had. Throws `NotDone` with the reason of a refusal. */
  wire(from: string, to: string, at?: number): void {
    const { manifests, facts, newId } = this.situation;
    if (this.graph.edges.some((edge) => edge.from === from && edge.to === to))
      throw new NotDone("They are wired already.");
    const { node, port } = splitPort(to);
    const target = this.graph.nodes.find(({ id }) => id === node);
    if (target !== undefined && this.manifestOf(target).inputs[port]?.arity !== "many")
      for (const edge of this.into(to)) this.do({ do: "remove-edge", id: edge.id });
    const fits = canConnect(this.graph, manifests, facts, from, to);
    if (!fits.ok) throw new NotDone(fits.reason);
    this.do({ do: "add-edge", edge: { id: newId("wire"), from, to }, ...(at === undefined ? {} : { at }) });
  }

  into(port: string): readonly GraphEdge[] {
    return this.graph.edges.filter((edge) => edge.to === port);
  }

  outOf(port: string): readonly GraphEdge[] {
    return this.graph.edges.filter((edge) => edge.from === port);
  }

  node(id: string): GraphNode | undefined {
    return this.graph.nodes.find((one) => one.id === id);
  }

  /** Right of a node, or of the last, and further down where something stands already. */
  #freePlace(beside = this.graph.nodes.at(-1)): { x: number; y: number } {
    if (beside === undefined) return { x: 24, y: 48 };
    const x = beside.position.x + step.x;
    let { y } = beside.position;
    const overlapping = () =>
      this.graph.nodes.find(
        ({ position }) => Math.abs(position.x - x) < step.x - 8 && Math.abs(position.y - y) < step.y - 8,
      );
    for (let other = overlapping(); other !== undefined; other = overlapping()) y = other.position.y + step.y;
    return { x, y };
  }
}
