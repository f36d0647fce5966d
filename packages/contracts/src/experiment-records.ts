import type { AuditActor } from "./audit.ts";
import type {
  BanditWeights,
  Experiment,
  ExperimentDecision,
  ExperimentKind,
  ExperimentSpec,
  ExperimentState,
  MetricRole,
} from "./experiment.ts";
import type { Metric } from "./metric.ts";
import type { Reading } from "./reading.ts";

/** What a list shows of an experiment. */
export interface ListedExperiment extends Omit<Experiment, "spec" | "weights"> {
  readonly spec: Pick<ExperimentSpec, "hypothesis" | "plannedDays" | "method" | "level" | "planned"> & {
    readonly arms: readonly { readonly key: string; readonly name: string; readonly weight: number }[];
    readonly metrics: readonly (Pick<Metric, "id" | "name" | "better" | "unit"> & { readonly role: MetricRole })[];
  };
  /** Its latest reading without days and segments; null before the first. */
  readonly reading: Omit<Reading, "days" | "segments"> | null;
}

/** What of an experiment can change. */
export interface ExperimentChange {
  readonly name?: string;
  /** Of a draft. */
  readonly kind?: ExperimentKind;
  readonly spec?: ExperimentSpec;
  readonly state?: ExperimentState;
  readonly problem?: string | null;
  readonly versionId?: string;
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
  readonly stopReason?: string;
  readonly decision?: ExperimentDecision;
  readonly archivedAt?: Date | null;
}

/**
 * Experiments, their readings and the metrics of a workspace as they are stored. Every call is limited to one workspace; what people
 * do is written into the audit log in the same transaction. Changes of what runs notify the serving processes.
 */
export interface ExperimentRecords {
  /** The latest first: those that are archived, or those that are not; `search` looks in name, key, hypothesis and reason. */
  list(
    workspaceId: string,
    query?: { readonly archived?: boolean; readonly search?: string; readonly pipelineId?: string },
  ): Promise<readonly ListedExperiment[]>;
  find(workspaceId: string, id: string): Promise<Experiment | undefined>;
  /** False where the key is another one's. */
  create(
    by: AuditActor,
    experiment: {
      readonly id: string;
      readonly key: string;
      readonly name: string;
      readonly kind: ExperimentKind;
      readonly pipelineId: string | null;
      readonly versionId: string | null;
      readonly spec: ExperimentSpec;
      readonly demo?: boolean;
    },
  ): Promise<boolean>;
  /** Changes it where its revision is still `revision` and its state is one of `states`; the new revision, or undefined. */
  change(
    by: AuditActor,
    id: string,
    revision: number,
    states: readonly ExperimentState[],
    change: ExperimentChange,
  ): Promise<number | undefined>;
  /** Removes a draft that never ran. */
  remove(by: AuditActor, id: string): Promise<boolean>;
  /** What is `running` or `starting` on a pipeline, of all pipelines where none is named; the oldest first. */
  active(workspaceId: string, pipelineId?: string): Promise<readonly Experiment[]>;

  /** The latest whole reading. */
  reading(workspaceId: string, id: string): Promise<Reading | undefined>;
  /** Replaces the reading; the row of a day is stored for its days. */
  storeReading(workspaceId: string, id: string, reading: Reading): Promise<void>;

  /**
   * Adds weights to the history of a bandit that is running; false where it is not, or has newer ones. Serving processes are notified.
   */
  storeWeights(workspaceId: string, id: string, weights: BanditWeights): Promise<boolean>;

  /** Metrics that people of the workspace made. */
  metrics(workspaceId: string): Promise<readonly Metric[]>;
  storeMetric(by: AuditActor, metric: Metric): Promise<void>;
  archiveMetric(by: AuditActor, metricId: string): Promise<boolean>;

  /** What names the workspace in the public payload for SDKs. */
  clientKey(workspaceId: string): Promise<string>;
  /** Share of units, 0–1, that no experiment of the workspace assigns. */
  holdoutShare(workspaceId: string): Promise<number>;
  setHoldoutShare(by: AuditActor, share: number): Promise<void>;
}
