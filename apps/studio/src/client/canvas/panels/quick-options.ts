import { canConnect } from "@aisle/runtime/compile/assignable";
import { splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { type CanvasModel, fittingPorts, nodeTitle } from "../session/canvas-model.ts";
import { placedNode } from "../session/graph-edits.ts";
import { typeFitsWire } from "../wiring/inserting.ts";
import { markType } from "./palette-groups.ts";
import type { QuickOption } from "./quick-list.tsx";

const optionOf = (manifest: NodeManifest): QuickOption => ({
  id: manifest.type,
  title: manifest.title,
  hint: manifest.summary,
  type: markType(manifest),
});

/** Nodes that can be added: those with an input that the output `from` fits, or all. */
export function nodeOptions(model: CanvasModel, from: string | undefined): readonly QuickOption[] {
  const all = [...model.manifests.values()];
  if (from === undefined) return all.map(optionOf);
  const { graph } = model.session.get();
  return all
    .filter((manifest) => {
      const node = placedNode(manifest, { x: 0, y: 0 });
      const trial = { ...graph, nodes: [...graph.nodes, node] };
      return Object.keys(manifest.inputs).some(
        (port) => canConnect(trial, model.manifests, model.facts, from, `${node.id}.${port}`).ok,
      );
    })
    .map(optionOf);
}

/** Nodes that fit between the ends of a wire. */
export function betweenOptions(model: CanvasModel, wire: string): readonly QuickOption[] {
  return [...model.manifests.values()].filter(({ type }) => typeFitsWire(model, type, wire)).map(optionOf);
}

/** Wires that can be drawn from a node, as `from>to`: each of its outputs to every free or shared input that it fits. */
export function wireOptions(model: CanvasModel, id: string): readonly QuickOption[] {
  const { graph } = model.session.get();
  const manifest = model.manifests.get(graph.nodes.find((node) => node.id === id)?.type ?? "");
  const outputs = Object.entries(manifest?.outputs ?? {});
  return outputs.flatMap(([output, spec]) => {
    const from = `${id}.${output}`;
    return [...fittingPorts(model, from)]
      .filter((to) => !graph.edges.some((edge) => edge.from === from && edge.to === to))
      .map((to) => {
        const { node, port } = splitPort(to);
        const inputs = model.manifests.get(graph.nodes.find((one) => one.id === node)?.type ?? "")?.inputs ?? {};
        const input = Object.keys(inputs).length > 1 ? `, ${inputs[port]?.title ?? port}` : "";
        const occupied = inputs[port]?.arity !== "many" && graph.edges.some((edge) => edge.to === to);
        return {
          id: `${from}>${to}`,
          title: `${outputs.length > 1 ? `${spec.title ?? output} to ` : ""}${nodeTitle(model, node)}${input}`,
          hint: occupied ? `${spec.type}, in place of its wire` : spec.type,
          type: spec.type,
        };
      });
  });
}
