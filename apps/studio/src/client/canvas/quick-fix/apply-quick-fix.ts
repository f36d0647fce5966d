import { canConnect } from "@aisle/runtime/compile/assignable";
import type { QuickFix } from "@aisle/runtime/compile/problem";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import { notifications } from "@mantine/notifications";
import { describeError } from "../../api/describe-error.ts";
import { client } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { type CanvasModel, pendingRebuilds } from "../session/canvas-model.ts";
import type { Rebuild, Refused } from "../session/canvas-view.ts";
import { connectEdit } from "../session/graph-edits.ts";

/**
 * Makes a quick fix: its edits at once, or, where a collection has to be rebuilt first, as soon as that is done.
 * `refused` is the refused wire that it is for, where the graph does not hold it yet.
 */
export function applyQuickFix(model: CanvasModel, quickFix: QuickFix, refused?: Refused): void {
  if (quickFix.rebuild === undefined) {
    if (quickFix.edits.length > 0) model.change({ do: "batch", title: quickFix.title, edits: quickFix.edits });
    if (refused !== undefined) model.dismissRefusals(refused.id);
  } else if (!model.canEdit) announce("Your role lets you look, not change.");
  else if (model.view.get().rebuild === undefined) void startRebuild(model, quickFix, refused);
}

/** Keeps the rebuild also for when the canvas is left and opened again. */
function setRebuild(model: CanvasModel, rebuild: Rebuild | undefined): void {
  if (rebuild === undefined) pendingRebuilds.delete(model.pipelineId);
  else pendingRebuilds.set(model.pipelineId, rebuild);
  model.view.set({ rebuild });
}

async function startRebuild(model: CanvasModel, quickFix: QuickFix, refused: Refused | undefined): Promise<void> {
  const configs = configsOf(model.session.get().graph, quickFix.edits);
  const rebuild: Rebuild = { quickFix, refused, configs, jobId: undefined, error: undefined };
  setRebuild(model, rebuild);
  announce(`${quickFix.title}: started`);
  try {
    const { jobId } = await client.collections.rebuild.mutate();
    setRebuild(model, { ...rebuild, jobId });
  } catch (error) {
    setRebuild(model, { ...rebuild, error });
    announce(`The collection could not be rebuilt: ${describeError(error).message}`);
  }
}

/** Gives up the quick fix; the collection goes on being built. */
export function giveUpRebuild(model: CanvasModel): void {
  setRebuild(model, undefined);
}

/**
 * Makes the quick fix that waited for its collection, on the graph and the facts of now: settings that were changed meanwhile
 * are left as they are, and a wire that was dismissed, or drawn by hand, is not drawn.
 */
export function finishRebuild(model: CanvasModel): void {
  const { rebuild, refusals } = model.view.get();
  if (rebuild === undefined) return;
  setRebuild(model, undefined);
  const { quickFix, refused } = rebuild;
  announce(`The collection ${quickFix.rebuild} is rebuilt.`);
  if (refused !== undefined && !refusals.some(({ id }) => id === refused.id)) return;
  const { graph } = model.session.get();
  const edits: Edit[] = configsOf(graph, quickFix.edits) === rebuild.configs ? [...quickFix.edits] : [];
  const fixed = applyEdit(graph, { do: "batch", title: quickFix.title, edits });
  if (refused !== undefined && fixed.ok) {
    const join = joinOf(model, fixed.graph, refused);
    if (typeof join === "string") {
      notifications.show({ message: `The wire is still refused: ${join}`, autoClose: 8000 });
      return;
    }
    edits.push(...join);
  }
  const done = edits.length === 0 ? undefined : model.change({ do: "batch", title: quickFix.title, edits });
  if (done?.ok === false) notifications.show({ message: `Not fixed: ${done.reason}.`, autoClose: 8000 });
  else if (refused !== undefined) model.dismissRefusals(refused.id);
}

/** The edits that draw the wire, none where it is drawn already; or why it does not fit. */
function joinOf(model: CanvasModel, graph: Graph, { from, to }: Refused): readonly Edit[] | string {
  if (graph.edges.some((edge) => edge.from === from && edge.to === to)) return [];
  const fits = canConnect(graph, model.manifests, model.facts, from, to);
  if (!fits.ok) return fits.reason;
  const target = graph.nodes.find(({ id }) => id === splitPort(to).node);
  const join = connectEdit(graph, model.manifests.get(target?.type ?? ""), from, to);
  return join.do === "batch" ? join.edits : [join];
}

function configsOf(graph: Graph, edits: readonly Edit[]): string {
  const named = new Set(edits.flatMap((edit) => (edit.do === "set-field" ? [edit.node] : [])));
  return JSON.stringify(graph.nodes.filter(({ id }) => named.has(id)).map(({ id, config }) => [id, config]));
}
