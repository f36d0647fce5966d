import type { ArtefactInfo } from "../artefact/artefact.ts";
import type { ForecastSkill } from "./forecast-skill.ts";

/** What was learned about one series. */
export interface SeriesForecast {
  readonly id: string;
  readonly forecaster: string;
  readonly reason: string;
  readonly skill: ForecastSkill;
  /**
   * Whose errors the interval comes from: the series' own, or all series' where its own were too few; `too-few` where
   * even those were, and the interval is the worst that was seen, without promise.
   */
  readonly calibratedBy: "own" | "all-series" | "too-few";
  readonly history: Float64Array;
  readonly scale: number;
  /** Bounds in units of the scale, `levels.length × horizon` each. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A trained forecast of many series, each by its own forecaster: plain data. */
export interface ForecastModel {
  readonly period: number;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly series: readonly SeriesForecast[];
  /** Skill over all series together, each counting by its own scale: a verdict where single histories are too short. */
  readonly skill: ForecastSkill;
  readonly info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}
