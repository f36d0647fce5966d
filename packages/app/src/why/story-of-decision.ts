import type { Decision } from "@aisle/contracts/decision";
import { emptyGraph, type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { ProductStory } from "../runs/runs-shapes.ts";
import { productStory } from "./product-story.ts";
import type { Stage } from "./stage.ts";

/** Why a product stands where it stands in a logged answer; `graph` is that of the version, `fields` the catalogue's now. */
export function storyOfDecision(
  decision: Decision,
  graph: Graph | undefined,
  registry: Registry,
  productId: string,
  fields: Product["fields"] | undefined,
): ProductStory {
  const { nodes, edges } = graph ?? emptyGraph;
  const titles = new Map(
    nodes.map((node) => [node.id, node.title ?? registry.manifests.get(node.type)?.title ?? node.id]),
  );
  const titleOf = (id: string) => titles.get(id) ?? id;
  const stored = new Map(
    (decision.candidates ?? []).map(({ node, items }) => [node, items.map(({ item, score }) => ({ id: item, score }))]),
  );
  const slots = decision.slots.map(({ item, score }) => ({ id: item, score }));
  const stages = decision.steps.flatMap(({ node: id }): readonly Stage[] => {
    const node = nodes.find((candidate) => candidate.id === id);
    const manifest = registry.manifests.get(node?.type ?? "");
    const answers = manifest?.role === "answer";
    const items = answers ? slots : stored.get(id);
    if (node === undefined || items === undefined) return [];
    const inputs = edges.flatMap((edge) => {
      const list = splitPort(edge.to).node === id ? stored.get(splitPort(edge.from).node) : undefined;
      return list === undefined ? [] : [list.map((item) => item.id)];
    });
    const config = { ...manifest?.defaults, ...node.config };
    return [{ node: id, title: titleOf(id), type: node.type, config, answers, inputs, items }];
  });
  const slot = decision.slots.find((candidate) => candidate.item === productId);
  const base = product(productId, 0, fields ?? {});
  const subject: Product =
    slot === undefined
      ? base
      : {
          ...base,
          score: slot.score,
          from: slot.from,
          effects: slot.effects,
          ...(typeof slot.propensity === "number" ? { propensity: slot.propensity } : {}),
        };
  return productStory({ stages, product: subject, titleOf, whole: stored.size > 0 });
}
