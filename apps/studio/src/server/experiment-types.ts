/** What the screens of experiments name of the records behind them; types alone. */
export type {
  ArmDetail,
  ExperimentAnnotation,
  ExperimentDetail,
  ExperimentPlan,
  ExperimentRow,
  MetricChoice,
  MetricPreview,
} from "@aisle/app/experiments/experiments-shapes";
export type {
  BanditWeights,
  ExperimentMetric,
  ExperimentSpec,
  ExperimentState,
  MetricRole,
} from "@aisle/contracts/experiment";
export type { Measure, Metric } from "@aisle/contracts/metric";
export type {
  ArmEffect,
  ArmFigure,
  HealthCheck,
  InterleavingReading,
  MetricReading,
  MetricVerdict,
  NotReadable,
  Reading,
  ReadingInterval,
  SegmentReading,
} from "@aisle/contracts/reading";
