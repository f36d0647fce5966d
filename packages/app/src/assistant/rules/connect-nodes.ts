import { canConnect } from "@aisle/runtime/compile/assignable";
import { type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import { nodeNamed, titleOf } from "../node-names.ts";
import { NotDone } from "../not-done.ts";
import type { Sketch } from "../sketch.ts";
import type { Rule } from "./rule.ts";

/** A wire from one node to another, by the ports that fit. */
export const connectNodes: Rule = {
  like: "connect trending to fuse",
  read(part, sketch) {
    const cut = /^(?:disconnect|unwire|detach)\s+(.+?)\s+(?:from|and)\s+(.+)$/i.exec(part);
    if (cut !== null) return disconnect(find(cut[1]!, sketch), find(cut[2]!, sketch), sketch);
    const match = /^(?:connect|wire|link|join|lead)\s+(.+?)\s+(?:to|into|with|and)\s+(.+)$/i.exec(part);
    if (match === null) return false;
    const [source, target] = [find(match[1]!, sketch), find(match[2]!, sketch)];
    const { manifests, facts } = sketch.situation;
    let reason = "";
    const inputs = Object.keys(sketch.manifestOf(target).inputs)
      .map((name) => `${target.id}.${name}`)
      // What is still free comes first.
      .sort((a, b) => sketch.into(a).length - sketch.into(b).length);
    for (const output of Object.keys(sketch.manifestOf(source).outputs)) {
      const from = `${source.id}.${output}`;
      for (const to of inputs) {
        if (sketch.into(to).some((edge) => edge.from === from))
          throw new NotDone(`${titleOf(source, manifests)} is wired to ${titleOf(target, manifests)} already.`);
        const fits = canConnect(sketch.graph, manifests, facts, from, to);
        if (fits.ok) {
          sketch.wire(from, to);
          return true;
        }
        reason ||= fits.reason;
      }
    }
    throw new NotDone(reason || `${titleOf(target, manifests)} takes no wire.`);
  },
};

const find = (text: string, { graph, situation }: Sketch) =>
  nodeNamed(text, graph, situation.manifests, situation.selected);

function disconnect(a: GraphNode, b: GraphNode, sketch: Sketch): true {
  const ends = [a.id, b.id];
  const wires = sketch.graph.edges.filter(
    ({ from, to }) => ends.includes(splitPort(from).node) && ends.includes(splitPort(to).node),
  );
  if (wires.length === 0) throw new NotDone("No wire runs between them.");
  for (const { id } of wires) sketch.do({ do: "remove-edge", id });
  return true;
}
