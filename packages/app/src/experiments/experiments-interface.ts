import type { ExperimentKind, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { Edit } from "@aisle/runtime/graph/edit";
import type { Caller } from "../access/caller.ts";
import type { ReportFormat } from "../reports/report.ts";
import type { ExperimentFileOptions } from "./experiment-file.ts";
import type {
  ExperimentDetail,
  ExperimentPlan,
  ExperimentRow,
  MetricChoice,
  MetricPreview,
  NewExperiment,
} from "./experiments-shapes.ts";

/** Planning, running, reading and ending experiments. */
export interface ExperimentsService {
  list(
    caller: Caller,
    query: { readonly archived?: boolean; readonly search?: string; readonly pipelineId?: string },
  ): Promise<readonly ExperimentRow[]>;
  /** Throws `experiment.not-found`. */
  get(caller: Caller, id: string): Promise<ExperimentDetail>;
  /** What “Test this” begins: a draft on the live version of a pipeline, with `edits` in its treatment arm. Throws `experiment.refused`. */
  begin(
    caller: Caller,
    input: {
      readonly pipelineId: string;
      readonly edits: readonly Edit[];
      readonly versionId?: string;
      readonly name?: string;
    },
  ): Promise<{ readonly id: string }>;
  /**
   * Begins an experiment that a shop's front end assigns; `key` names it in the payload and is made of the name where absent. Throws
   * `experiment.refused`.
   */
  beginExternal(
    caller: Caller,
    input: { readonly name: string; readonly key?: string },
  ): Promise<{ readonly id: string }>;
  /** A draft that is given whole. */
  create(caller: Caller, input: NewExperiment): Promise<{ readonly id: string }>;
  /** Changes a draft; while it runs only its name, hypothesis, planned days and segments, and secondary metrics and guardrails come in. Throws `experiment.changed-meanwhile`. */
  update(
    caller: Caller,
    id: string,
    input: {
      readonly revision: number;
      readonly name?: string;
      readonly kind?: ExperimentKind;
      readonly spec?: ExperimentSpec;
    },
  ): Promise<{ readonly revision: number }>;
  /** Every reason why it cannot start, empty when it can. */
  check(caller: Caller, id: string): Promise<readonly string[]>;
  /**
   * Queues the job that compiles, checks and warms the arms; assignment begins when all is well. What a front end assigns begins at once,
   * without a job.
   */
  start(caller: Caller, id: string): Promise<{ readonly jobId: string | null }>;
  stop(caller: Caller, id: string, reason: string): Promise<void>;
  /** Records how it ended. */
  decide(caller: Caller, id: string, input: { readonly arm: string | null; readonly reason: string }): Promise<void>;
  /** Makes the edits of an arm in the pipeline's draft; those that do not apply any more are named. */
  promote(
    caller: Caller,
    id: string,
    arm: string,
  ): Promise<{ readonly pipelineId: string; readonly applied: number; readonly refused: readonly string[] }>;
  archive(caller: Caller, id: string, archived: boolean): Promise<void>;
  remove(caller: Caller, id: string): Promise<void>;
  plan(
    caller: Caller,
    input: {
      readonly pipelineId: string;
      readonly spec: ExperimentSpec;
      /** Relative effect, 0–1, and power, 0–1. */
      readonly effect: number;
      readonly power: number;
    },
  ): Promise<ExperimentPlan>;
  metrics(caller: Caller): Promise<readonly MetricChoice[]>;
  previewMetric(caller: Caller, metric: Metric): Promise<MetricPreview>;
  storeMetric(caller: Caller, metric: Metric): Promise<void>;
  archiveMetric(caller: Caller, metricId: string): Promise<void>;
  /** Lets whoever holds it choose the arm that answers, by the headers of the endpoint's calls, for a day. */
  previewToken(caller: Caller): Promise<{ readonly token: string }>;
  /** Rows of the readout as CSV, and the report as HTML, or as PDF whose bytes are in base64. */
  export(
    caller: Caller,
    id: string,
    format: "csv" | ReportFormat,
  ): Promise<{ readonly fileName: string; readonly text: string }>;
  /** Stores a file with one row a unit and queues the job that makes a finished experiment of it; returns once every byte is stored. */
  importFile(
    caller: Caller,
    input: { readonly fileName: string; readonly options: ExperimentFileOptions },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly jobId: string; readonly experimentId: string }>;
  /** What names the workspace in `GET /api/features/<client key>`, where a front end's SDK reads its experiments; no secret. */
  clientKey(caller: Caller): Promise<{ readonly clientKey: string; readonly url: string }>;
  /** Reads it again now, by a job. */
  refresh(caller: Caller, id: string): Promise<{ readonly jobId: string }>;
  /** Workspace-wide holdout, 0–1. */
  holdout(caller: Caller): Promise<number>;
  setHoldout(caller: Caller, share: number): Promise<void>;
}
