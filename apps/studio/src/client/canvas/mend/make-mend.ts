import type { Mend } from "@aisle/runtime/compile/problem";
import { errorWords } from "../../api/error-words.ts";
import { client } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import type { CanvasModel } from "../session/canvas-model.ts";

/**
 * Makes a mend: its edits at once, or, where a collection has to be built anew first, as soon as that is done.
 * `refusal` is the refused wire that it is for, where the graph does not hold it yet.
 */
export function makeMend(model: CanvasModel, mend: Mend, refusal?: string): void {
  if (mend.rebuild === undefined) {
    makeEdits(model, mend);
    if (refusal !== undefined) model.dismissRefusals(refusal);
  } else if (model.view.get().rebuild === undefined) void startRebuild(model, mend, refusal);
}

async function startRebuild(model: CanvasModel, mend: Mend, refusal: string | undefined): Promise<void> {
  const { view } = model;
  view.set({ rebuild: { mend, refusal, jobId: undefined, error: undefined } });
  announce(`${mend.title}: started`);
  try {
    const { jobId } = await client.collections.rebuild.mutate();
    view.set(({ rebuild }) => ({ rebuild: rebuild && { ...rebuild, jobId } }));
  } catch (error) {
    view.set(({ rebuild }) => ({ rebuild: rebuild && { ...rebuild, error } }));
    announce(`The collection could not be rebuilt: ${errorWords(error).message}`);
  }
}

/** Makes the edits of the mend that waited for its collection; `facts` are in the view by now. */
export function finishRebuild(model: CanvasModel): void {
  const { rebuild } = model.view.get();
  if (rebuild === undefined) return;
  model.view.set({ rebuild: undefined });
  announce(`The collection ${rebuild.mend.rebuild} is rebuilt.`);
  makeEdits(model, rebuild.mend);
  if (rebuild.refusal !== undefined) model.dismissRefusals(rebuild.refusal);
}

function makeEdits(model: CanvasModel, { title, edits }: Mend): void {
  if (edits.length > 0) model.change({ do: "batch", title, edits });
}
