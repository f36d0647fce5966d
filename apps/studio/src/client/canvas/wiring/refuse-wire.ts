import { canConnect } from "@aisle/runtime/compile/assignable";
import type { QuickFix } from "@aisle/runtime/compile/problem";
import { splitPort } from "@aisle/runtime/graph/graph";
import { announce } from "../../frame/announcer.tsx";
import { type CanvasModel, nodeTitle } from "../session/canvas-model.ts";
import { connectEdit, newId } from "../session/graph-edits.ts";
import { bridgeFixes } from "./bridge-fixes.ts";

/** Keeps a wire that two ports refuse on the canvas, broken, with the reason and the ways to fix it. */
export function refuseWire(model: CanvasModel, from: string, to: string): void {
  const { graph } = model.session.get();
  const answer = canConnect(graph, model.manifests, model.facts, from, to);
  if (answer.ok) return;
  const target = graph.nodes.find(({ id }) => id === splitPort(to).node);
  const join = connectEdit(graph, model.manifests.get(target?.type ?? ""), from, to);
  const joins = join.do === "batch" ? join.edits : [join];
  const quickFixes: QuickFix[] = [
    // One that waits for its collection draws the wire on the graph of then.
    ...answer.quickFixes.map((quickFix) =>
      quickFix.rebuild === undefined ? { ...quickFix, edits: [...quickFix.edits, ...joins] } : quickFix,
    ),
    ...(answer.code === "wrong-type" ? bridgeFixes(graph, model, from, to) : []),
  ];
  model.view.set(({ refusals }) => ({
    refusals: [
      ...refusals.filter((one) => one.from !== from || one.to !== to),
      { id: newId("refused"), from, to, reason: answer.reason, quickFixes },
    ],
  }));
  const [quickFix] = quickFixes;
  const ends = `${nodeTitle(model, splitPort(from).node)} to ${nodeTitle(model, splitPort(to).node)}`;
  announce(`Refused: ${ends}. ${answer.reason}${quickFix === undefined ? "" : ` Can be fixed: ${quickFix.title}.`}`);
}
