import { splitPort } from "@aisle/runtime/graph/graph";
import type { AnswerValue, PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { StoredRun } from "../pipelines/run-memory.ts";
import type { ProductStory } from "../runs/runs-shapes.ts";
import { productStory } from "./product-story.ts";
import type { Stage } from "./stage.ts";

/** Why a product stands where it stands in a preview run; `fields` are the catalogue's, for one that no step has seen. */
export function storyOfRun(
  run: StoredRun,
  registry: Registry,
  productId: string,
  fields: Product["fields"] | undefined,
): ProductStory {
  const nodes = new Map(run.graph.nodes.map((node) => [node.id, node]));
  const titleOf = (id: string) => {
    const node = nodes.get(id);
    return node?.title ?? registry.manifests.get(node?.type ?? "")?.title ?? id;
  };
  const typeOf = (ref: string): PortTypeName | undefined => {
    const { node, port } = splitPort(ref);
    return registry.manifests.get(nodes.get(node)?.type ?? "")?.outputs[port]?.type;
  };
  let last: Product | undefined;
  const stages = run.steps.flatMap((step): readonly Stage[] => {
    const node = nodes.get(step.node);
    const manifest = registry.manifests.get(step.type);
    if (node === undefined || manifest === undefined) return [];
    const incoming = run.graph.edges.filter((edge) => splitPort(edge.to).node === node.id);
    const inputs = incoming.flatMap(({ from }) => {
      const list = productsOf(typeOf(from), run.values.get(from));
      return list === undefined ? [] : [list.map((item) => item.id)];
    });
    const [output] = Object.keys(manifest.outputs).flatMap((port) => {
      const ref = `${node.id}.${port}`;
      return productsOf(typeOf(ref), run.values.get(ref)) === undefined ? [] : [ref];
    });
    const items = output === undefined ? undefined : productsOf(typeOf(output), run.values.get(output));
    if (items === undefined) return [];
    last = items.find((item) => item.id === productId) ?? last;
    const config = { ...manifest.defaults, ...node.config };
    const answers = manifest.role === "answer";
    return [{ node: node.id, title: titleOf(node.id), type: node.type, config, answers, inputs, items }];
  });
  const subject = last ?? product(productId, 0, {});
  // A request may carry products by id and score alone: the catalogue knows what they are.
  return productStory({
    stages,
    product: { ...subject, fields: { ...fields, ...subject.fields } },
    titleOf,
    whole: true,
  });
}

function productsOf(type: PortTypeName | undefined, value: unknown): readonly Product[] | undefined {
  if (value === undefined) return undefined;
  if (type === "Products") return value as readonly Product[];
  if (type === "Product") return [value as Product];
  return type === "Answer" ? (value as AnswerValue).slots.map((slot) => slot.product) : undefined;
}
