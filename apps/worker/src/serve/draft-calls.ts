import type { RuleCatalog } from "@aisle/app/pipelines/rule-reach";
import type { RunDraftInput } from "@aisle/app/pipelines/run-draft";
import type { FieldToTry } from "@aisle/app/pipelines/try-field";
import type { LoggedRequest, ReplayDetail, ReplayedPackage } from "@aisle/app/replays/replay-requests";
import type { FieldTrial, NearProducts, PortSample, ProductStory, RunReport } from "@aisle/app/runs/runs-shapes";
import type { SampleAnswer } from "@aisle/app/versions/versions-shapes";
import { threadBody } from "@aisle/platform/isolation/killable-body";
import { KillableProgram, ProgramStopped } from "@aisle/platform/isolation/killable-program";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
import type { Product } from "@aisle/runtime/node-sdk/product";
import { capabilityHandlers } from "./remote-capabilities.ts";

/** A preview run by its id. */
export interface RunOfDraft {
  readonly workspaceId: string;
  readonly pipelineId: string;
  readonly runId: string;
}

/** A draft's graph or a version's; a version may have been published while patterns might look ahead. */
export interface SampledGraph {
  readonly workspaceId: string;
  readonly graph: Graph;
  readonly isVersion: boolean;
}

/** What is asked of the thread of drafts: name → arguments and answer. */
export interface DraftQuestions {
  run(input: RunDraftInput, facts: Facts): RunReport;
  check(workspaceId: string, graph: Graph, facts: Facts, catalog: CatalogFields): readonly Problem[];
  answerSample(of: SampledGraph, sample: Graph["samples"][number], facts: Facts): SampleAnswer;
  /** `before` is a version, `after` the draft. */
  replay(
    of: { readonly workspaceId: string; readonly before: Graph; readonly after: Graph },
    requests: readonly LoggedRequest[],
    detail: ReplayDetail,
    facts: Facts,
  ): ReplayedPackage;
  checkConfig(workspaceId: string, type: string, config: JsonObject): readonly { path: string; message: string }[];
  why(run: RunOfDraft, productId: string, fields: Product["fields"] | undefined): ProductStory;
  sample(run: RunOfDraft, port: string): PortSample;
  near(run: RunOfDraft, port: string, facts: Facts): NearProducts;
  tryField(
    run: Omit<RunOfDraft, "runId"> & { readonly runId: string | undefined },
    field: FieldToTry,
    catalog: RuleCatalog,
  ): FieldTrial;
}

export type DraftHandlers = {
  readonly [Name in keyof DraftQuestions]: (
    args: Parameters<DraftQuestions[Name]>,
  ) => MaybePromise<ReturnType<DraftQuestions[Name]>>;
};

/** Asks the thread of drafts. Throws `preview.stopped` when it had to be ended. */
export interface DraftCalls {
  ask<Name extends keyof DraftQuestions>(
    name: Name,
    ...args: Parameters<DraftQuestions[Name]>
  ): Promise<ReturnType<DraftQuestions[Name]>>;
  /** Starts the thread before it is needed. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

const stallMs = 5_000;
/** A run's own deadline is 10 s. */
const answerWithinMs = 20_000;
const heapMb = 512;

export interface DraftThreadDeps {
  readonly capabilities: (workspaceId: string) => Promise<ProcessCapabilities>;
  readonly onStopped: (error: Error) => void;
}

/** The thread in which drafts run, beside this one, with this process's capabilities. */
export function openDraftThread({ capabilities, onStopped }: DraftThreadDeps): DraftCalls {
  const thread: KillableProgram = new KillableProgram({
    start: () => threadBody(new URL("./drafts-thread.js", import.meta.url), { heapMb }),
    stallMs,
    handlers: capabilityHandlers(capabilities),
    onStopped: (error) => {
      onStopped(error);
      // The next preview should not wait for the start.
      if (error.reason !== "broken") thread.start().catch(() => undefined);
    },
  });
  return {
    async ask(name, ...args) {
      try {
        await thread.start();
        return await thread.call(name, args, { signal: AbortSignal.timeout(answerWithinMs) });
      } catch (error) {
        if (!(error instanceof ProgramStopped)) throw error;
        if (error.reason === "closed") throw new AisleError("serving.starting", "The serving process stops.");
        throw new AisleError("preview.stopped", `The preview was stopped: ${error.message}.`, {}, error);
      }
    },
    warm: () => thread.start(),
    close: () => thread.close(),
  };
}
