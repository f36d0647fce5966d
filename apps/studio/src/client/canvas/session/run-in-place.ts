import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { describeError } from "../../api/describe-error.ts";
import type { RunReport } from "../../api/outputs.ts";
import { client } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import type { CanvasModel } from "./canvas-model.ts";
import { describeRun } from "./describe-run.ts";

/** How much of the draft runs: all of it, only what a node needs, or a node and what follows it on what the others gave last. */
export type RunScope = { readonly upTo: string } | { readonly from: string } | undefined;

const maxRuns = 30;

/** Stores what is waiting, runs the stored draft with the chosen sample, and puts the report on the canvas. */
export async function runInPlace(model: CanvasModel, scope?: RunScope): Promise<void> {
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
      ...(scope === undefined ? {} : "upTo" in scope ? scope : fromLast(model, scope.from)),
    });
    storeReport(model, report, graph);
  } catch (error) {
    view.set({ runError: error });
    announce(`The run failed: ${describeError(error).message}`);
  } finally {
    view.set({ running: false });
  }
}

function fromLast({ view }: CanvasModel, node: string) {
  const [last] = view.get().runs;
  return last === undefined ? {} : { from: { node, runId: last.runId } };
}

function storeReport({ view }: CanvasModel, report: RunReport, ranGraph: Graph): void {
  const lastGood = new Map(view.get().lastGood);
  for (const [ref, preview] of Object.entries(report.previews)) {
    lastGood.set(ref, { preview, revision: report.revision });
  }
  announce(describeRun(report));
  view.set((state) => {
    const runs = [report, ...state.runs].slice(0, maxRuns);
    const graphs = new Map(state.ranGraphs).set(report.runId, ranGraph);
    const ranGraphs = new Map([...graphs].filter(([id]) => runs.some((run) => run.runId === id)));
    return { runs, ranGraph, ranGraphs, lastGood, why: undefined };
  });
}

/** Asks the server for the problems that only it can see, such as an expression that does not compile. */
export async function checkOnServer(model: CanvasModel): Promise<void> {
  const answer = await client.drafts.check.query({ pipelineId: model.pipelineId });
  model.view.set({ serverProblems: answer.problems as readonly Problem[] });
}
