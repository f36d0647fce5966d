import { splitPort } from "@aisle/runtime/graph/graph";
import { edgeIndex } from "@aisle/runtime/graph/graph-index";
import { milliseconds } from "../../ui/format.ts";
import { outcomeWord } from "../../ui/step-outcome.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useEarlier, useGraph, useView } from "../session/use-canvas.ts";

/** What a screen reader hears of a node after its title: outcome, time, inputs from, outputs to. */
export function NodeSpeech({ id }: { readonly id: string }) {
  const model = useCanvas();
  const step = useView((view) => view.runs[0]?.steps.find((candidate) => candidate.node === id));
  const earlier = useEarlier();
  const wires = useGraph(
    (graph) => {
      const from = new Set<string>();
      const to = new Set<string>();
      for (const edge of edgeIndex(graph).into.get(id) ?? []) from.add(splitPort(edge.from).node);
      for (const edge of edgeIndex(graph).outOf.get(id) ?? []) to.add(splitPort(edge.to).node);
      return { from: [...from], to: [...to] };
    },
    (a, b) => a.from.join() === b.from.join() && a.to.join() === b.to.join(),
  );
  const names = (ids: readonly string[]) =>
    ids.length === 0 ? "nothing" : ids.map((one) => nodeTitle(model, one)).join(", ");
  const took = step === undefined || step.source !== undefined ? "" : `, ${milliseconds(step.durationMs)} milliseconds`;
  const outcome = step === undefined ? "Not run yet" : `${earlier ? "Earlier: " : ""}${outcomeWord(step)}${took}`;
  const reason = step?.reason === undefined ? "" : ` ${step.reason}.`;
  return (
    <span id={`says-${id}`} hidden>
      {`${outcome}.${reason} Inputs from ${names(wires.from)}. Outputs to ${names(wires.to)}.`}
    </span>
  );
}
