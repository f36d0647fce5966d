import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { errorWords } from "../../api/error-words.ts";
import type { RunReport } from "../../api/outputs.ts";
import { client } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import type { CanvasModel } from "./canvas-model.ts";
import { runWords } from "./run-words.ts";

/** Stores what is waiting, runs the stored draft with the chosen sample, and puts the report on the canvas. */
export async function runInPlace(model: CanvasModel, upTo?: string): Promise<void> {
  const { view, session, pipelineId } = model;
  if (view.get().running) return;
  view.set({ running: true, runError: undefined });
  try {
    await session.settled();
    const { graph, revision } = session.get();
    const sample = graph.samples.find((candidate) => candidate.id === view.get().sampleId) ?? graph.samples[0];
    const what = sample === undefined ? { request: {} as JsonObject } : { sampleId: sample.id };
    const report = await client.drafts.run.mutate({
      pipelineId,
      revision,
      what: what as never,
      ...(upTo === undefined ? {} : { upTo }),
    });
    keepReport(model, report, graph);
  } catch (error) {
    view.set({ runError: error });
    announce(`The run failed: ${errorWords(error).message}`);
  } finally {
    view.set({ running: false });
  }
}

function keepReport({ view }: CanvasModel, report: RunReport, ranGraph: Graph): void {
  const lastGood = new Map(view.get().lastGood);
  for (const [ref, preview] of Object.entries(report.previews)) {
    lastGood.set(ref, { preview, revision: report.revision });
  }
  announce(runWords(report));
  view.set((state) => ({ runs: [report, ...state.runs].slice(0, 30), ranGraph, lastGood, why: undefined }));
}

/** Asks the server for the problems that only it can see, such as an expression that does not compile. */
export async function checkOnServer(model: CanvasModel): Promise<void> {
  const answer = await client.drafts.check.query({ pipelineId: model.pipelineId });
  model.view.set({ serverProblems: answer.problems as readonly Problem[] });
}
