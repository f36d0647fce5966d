import type { ArtefactInfo } from "../../artefact/artefact.ts";
import { checkpoint, randomOf, type TrainingControl } from "../../training-control.ts";
import { requireMemory } from "../../training-memory.ts";
import type { BoostedTrees } from "../../trees/boosted-trees.ts";
import { predictTrees } from "../../trees/boosted-trees.ts";
import type { LabelledMatrix } from "../../trees/feature-matrix.ts";
import { trainBoostedTrees } from "../../trees/train-boosted-trees.ts";
import { ForecastInputError, requireHorizon } from "../forecaster.ts";
import { type DemandPanel, type PanelShape, panelShape } from "./demand-panel.ts";
import { groupPasts } from "./group-past.ts";
import { type PanelFeatureOptions, panelColumns, panelRow } from "./panel-features.ts";
import { type SeriesPast, seriesPast } from "./series-past.ts";

/** Which error a global forecast makes small: it decides which point of the possible outcomes is forecast. */
export type PanelError = "percentage" | "absolute" | "squared";

/** How a global forecast is trained. */
export interface GlobalForecastOptions {
  readonly horizon: number;
  /** Periods between the last known one and the first to forecast; 0 by default. */
  readonly gap?: number;
  /** `absolute` by default. */
  readonly error?: PanelError;
  /** Last values that are features of their own; 8 by default. */
  readonly lags?: number;
  /** Windows of mean features; 4, 26 and 52 periods by default. */
  readonly windows?: readonly number[];
  /** Latest periods that give training rows; all by default. */
  readonly trainingPeriods?: number;
  /** Most training rows; more are thinned at random. 400,000 by default: about 250 MB. */
  readonly maxRows?: number;
  /** Trees, their leaves and their learning rate; 200, 31 and 0.05 by default. */
  readonly trees?: number;
  readonly leaves?: number;
  readonly learningRate?: number;
  readonly rowShare?: number;
  readonly columnShare?: number;
  readonly minLeafRows?: number;
}

/** A trained global forecast: plain data. One model of trees for all series and steps. */
export interface GlobalForecast {
  readonly trees: BoostedTrees;
  readonly shape: PanelShape;
  readonly features: PanelFeatureOptions;
  readonly horizon: number;
  readonly gap: number;
  readonly error: PanelError;
  readonly info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}

/** Rows of known targets with the level that each is measured against. */
interface PanelRows extends LabelledMatrix {
  readonly labels: Float64Array;
  readonly levels: Float64Array;
}

/**
 * Trains boosted trees on all series at once: each known period is a target, seen from each origin that the forecast
 * will be made from, described by lags, means, calendar, price and promotions. Memory: 72 bytes per period of each series, 24
 * per target that rows are drawn from, 4 a row and column, and that of the trees. Throws ForecastInputError where no
 * series has a usable past, TrainingTooLarge where that is too much.
 *
 * The target is the log of units against the row's level. For percentage errors rows are weighed by exp(−residual) of a
 * first, smaller model: the mean under that tilt is what makes |f − a| / a small, as 1 / a weighs each row in it.
 * For squared errors the target is the units themselves under Tweedie loss, whose forecast is the mean.
 */
export function trainGlobalForecast(
  panel: DemandPanel,
  options: GlobalForecastOptions,
  control: TrainingControl = {},
): GlobalForecast {
  requireHorizon(options.horizon);
  const { horizon, gap = 0, error = "absolute", lags = 8, windows = [4, 26, 52], maxRows = 400_000 } = options;
  const shape = panelShape(panel);
  const features: PanelFeatureOptions = { lags, windows, period: panel.period };
  const periods = panel.series.reduce((sum, { values }) => sum + values.length, 0);
  const targets = panel.series.reduce(
    (sum, { values }) => sum + horizon * Math.min(values.length, options.trainingPeriods ?? Number.POSITIVE_INFINITY),
    0,
  );
  requireMemory(
    control,
    "The rows of this forecast",
    72 * periods + 24 * targets + 4 * Math.min(maxRows, targets) * panelColumns(shape, features).length,
    "Learn from fewer series, later periods or fewer rows.",
  );
  const pasts = panel.series.map((series) => seriesPast(series, shape));
  checkpoint(control, { stage: "features", done: 0, total: pasts.length });
  const rows = panelRows(pasts, shape, features, {
    horizon,
    gap,
    maxRows,
    periods: options.trainingPeriods ?? Number.POSITIVE_INFINITY,
    units: error === "squared",
    random: randomOf(control),
  });
  checkpoint(control, { stage: "features", done: pasts.length, total: pasts.length });
  const settings = {
    trees: options.trees ?? 200,
    leaves: options.leaves ?? 31,
    learningRate: options.learningRate ?? 0.05,
    rowShare: options.rowShare ?? 0.7,
    columnShare: options.columnShare ?? 0.4,
    minLeafRows: options.minLeafRows ?? 40,
  };
  if (error === "percentage") {
    const rough = trainBoostedTrees(
      rows,
      { ...settings, loss: { kind: "squared" }, trees: Math.ceil(settings.trees / 4), learningRate: 0.15 },
      control,
    );
    const weights = predictTrees(rough, rows).map((score, i) => tilt(rows.labels[i]! - score));
    Object.assign(rows, { weights });
  } else if (error === "absolute") Object.assign(rows, { weights: rows.levels.map((level) => Math.exp(level)) });
  const loss =
    error === "squared"
      ? { kind: "tweedie" as const, power: 1.5 }
      : { kind: error === "absolute" ? ("absolute" as const) : ("squared" as const) };
  const trees = trainBoostedTrees(rows, { ...settings, loss }, control);
  return {
    trees,
    shape,
    features,
    horizon,
    gap,
    error,
    info: {
      window: { ...trees.info.window, ...panel.window },
      parameters: { horizon, gap, error, lags, windows: [...windows], ...settings },
      metrics: { ...trees.info.metrics, series: panel.series.length },
    },
  };
}

/**
 * Forecasts the periods gap + 1 … gap + horizon after the panel's last one, in units: one array a series, in the
 * panel's order. Plans (prices, promotions, covariates) must reach that far where they are known; NaN is allowed.
 */
export function predictGlobalForecast(model: GlobalForecast, panel: DemandPanel): Float64Array[] {
  const shape = panelShape(panel);
  if (JSON.stringify(shape) !== JSON.stringify(model.shape))
    throw new ForecastInputError("panel", "does not carry the columns that the model was trained on");
  const pasts = panel.series.map((series) => seriesPast(series, shape));
  const groups = groupPasts(pasts);
  const { horizon, gap, trees } = model;
  const width = trees.columns.length;
  const count = pasts.length * horizon;
  const values = new Float32Array(count * width);
  const levels = new Float64Array(count);
  for (const [i, past] of pasts.entries()) {
    const origin = past.logs.length - 1;
    const group = past.series.group === undefined ? undefined : groups.get(past.series.group);
    for (let h = 0; h < horizon; h++) {
      const row = i * horizon + h;
      const target = origin + gap + 1 + h;
      levels[row] = panelRow(past, group, shape, model.features, origin, target, values, row * width);
    }
  }
  const scores = predictTrees(trees, { columns: trees.columns, rows: count, values });
  const units = scores.map((score, row) => (model.error === "squared" ? score : Math.expm1(levels[row]! + score)));
  return pasts.map((_, i) => units.slice(i * horizon, (i + 1) * horizon).map((value) => Math.max(0, value)));
}

interface RowPlan {
  readonly horizon: number;
  readonly gap: number;
  readonly maxRows: number;
  readonly periods: number;
  readonly units: boolean;
  readonly random: () => number;
}

/** A series needs this many known periods before a row can be measured against its past. */
const leastKnown = 4;

function panelRows(
  pasts: readonly SeriesPast[],
  shape: PanelShape,
  features: PanelFeatureOptions,
  plan: RowPlan,
): PanelRows {
  const groups = groupPasts(pasts);
  const usableRows: number[] = [];
  const usable = (past: SeriesPast, target: number, step: number): boolean =>
    target - step >= 0 && past.known[target - step + 1]! >= leastKnown && !Number.isNaN(past.logs[target]!);
  for (const [i, past] of pasts.entries()) {
    const length = past.logs.length;
    for (let target = Math.max(0, length - plan.periods); target < length; target++)
      for (let step = plan.gap + 1; step <= plan.gap + plan.horizon; step++)
        if (usable(past, target, step)) usableRows.push(i, target, step);
  }
  const found = usableRows.length / 3;
  if (found === 0) throw new ForecastInputError("panel", "no series has a past long enough to learn from");
  const share = Math.min(1, plan.maxRows / found);
  const sampled: number[] = [];
  for (let k = 0; k < found; k++) if (share === 1 || plan.random() < share) sampled.push(k * 3);
  const columns = panelColumns(shape, features);
  const values = new Float32Array(sampled.length * columns.length);
  const labels = new Float64Array(sampled.length);
  const levels = new Float64Array(sampled.length);
  for (const [row, at] of sampled.entries()) {
    const past = pasts[usableRows[at]!]!;
    const target = usableRows[at + 1]!;
    const group = past.series.group === undefined ? undefined : groups.get(past.series.group);
    const origin = target - usableRows[at + 2]!;
    levels[row] = panelRow(past, group, shape, features, origin, target, values, row * columns.length);
    labels[row] = plan.units ? past.series.values[target]! : past.logs[target]! - levels[row]!;
  }
  return { columns, rows: sampled.length, values, labels, levels };
}

function tilt(residual: number): number {
  return Math.exp(-Math.max(-2, Math.min(2, residual)));
}
