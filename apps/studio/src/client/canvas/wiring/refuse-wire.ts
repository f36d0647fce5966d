import { canConnect } from "@aisle/runtime/compile/assignable";
import type { Mend } from "@aisle/runtime/compile/problem";
import { splitPort } from "@aisle/runtime/graph/graph";
import { announce } from "../../frame/announcer.tsx";
import { type CanvasModel, nodeTitle } from "../session/canvas-model.ts";
import { connectEdit, newId } from "../session/graph-edits.ts";
import { bridgeMends } from "./bridge-mends.ts";

/** Keeps a wire that two ports refuse on the canvas, broken, with the reason and the ways to mend it. */
export function refuseWire(model: CanvasModel, from: string, to: string): void {
  const { graph } = model.session.get();
  const answer = canConnect(graph, model.manifests, model.facts, from, to);
  if (answer.ok) return;
  const target = graph.nodes.find(({ id }) => id === splitPort(to).node);
  const join = connectEdit(graph, model.manifests.get(target?.type ?? ""), from, to);
  const joins = join.do === "batch" ? join.edits : [join];
  const mends: Mend[] = [
    // One that waits for its collection draws the wire on the graph of then.
    ...answer.mends.map((mend) => (mend.rebuild === undefined ? { ...mend, edits: [...mend.edits, ...joins] } : mend)),
    ...(answer.code === "wrong-type" ? bridgeMends(graph, model, from, to) : []),
  ];
  model.view.set(({ refusals }) => ({
    refusals: [
      ...refusals.filter((one) => one.from !== from || one.to !== to),
      { id: newId("refused"), from, to, reason: answer.reason, mends },
    ],
  }));
  const [mend] = mends;
  const ends = `${nodeTitle(model, splitPort(from).node)} to ${nodeTitle(model, splitPort(to).node)}`;
  announce(`Refused: ${ends}. ${answer.reason}${mend === undefined ? "" : ` Can be mended: ${mend.title}.`}`);
}
