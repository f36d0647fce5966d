import { ForecastInputError } from "../forecaster.ts";

/** One series of a panel, on the panel's common time axis: index 0 is the same period for all. */
export interface PanelSeries {
  readonly id: string;
  /** Units sold a period, not negative, NaN where not known (not yet sold, gap, future). */
  readonly values: Float64Array;
  /** Price a period, past and planned; NaN where not known. */
  readonly price?: Float64Array;
  /** Promotions by name: 0 none to 1 full, past and planned. All series of a panel have the same names. */
  readonly promotions?: Readonly<Record<string, Float64Array>>;
  /** Anything else known in advance: calendar, competitors' prices, weather norms. Same names in all series. */
  readonly covariates?: Readonly<Record<string, Float64Array>>;
  /** What does not change: category codes from 0 (brand, store). Same names in all series. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Numbers that do not change (store size, income). Same names in all series. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** Series of one group lend each other their recent level (one brand in all stores). */
  readonly group?: string;
}

/** Many series on one time axis. */
export interface DemandPanel {
  readonly series: readonly PanelSeries[];
  /** Periods in a season: 52 for weeks, 12 for months, 7 for days. */
  readonly period: number;
  /** ISO 8601 times of the first and the last period, where they are known. */
  readonly window?: { readonly from: string | null; readonly to: string | null };
}

/** The names of what a panel's series carry, in the order of the feature columns. */
export interface PanelShape {
  readonly price: boolean;
  readonly promotions: readonly string[];
  readonly covariates: readonly string[];
  readonly codes: readonly string[];
  readonly numbers: readonly string[];
}

/** Reads the panel's shape. Throws ForecastInputError where series disagree on it, or a value is negative. */
export function panelShape({ series }: DemandPanel): PanelShape {
  const first = series[0];
  if (!first) throw new ForecastInputError("panel", "holds no series");
  const shape = shapeOf(first);
  const expected = JSON.stringify(shape);
  for (const one of series) {
    if (JSON.stringify(shapeOf(one)) !== expected)
      throw new ForecastInputError("panel", `series ${one.id} does not carry the same columns as ${first.id}`);
    for (const value of one.values)
      if (value < 0) throw new ForecastInputError("panel", `series ${one.id} has a negative value; net returns first`);
  }
  return shape;
}

function shapeOf(series: PanelSeries): PanelShape {
  const names = (record: Readonly<Record<string, unknown>> | undefined): string[] => Object.keys(record ?? {}).sort();
  return {
    price: series.price !== undefined,
    promotions: names(series.promotions),
    covariates: names(series.covariates),
    codes: names(series.codes),
    numbers: names(series.numbers),
  };
}
