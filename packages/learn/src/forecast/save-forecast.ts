import { type Artefact, arrayOf, decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { ForecastModel, SeriesForecast } from "./forecast-model.ts";
import type { ForecastSkill } from "./forecast-skill.ts";

const kind = "forecast";
const version = 1;

/** The bytes of a model, with its data window, parameters and metrics inside. */
export function saveForecast(model: ForecastModel): Uint8Array {
  const { period, horizon, levels, series, skill, info } = model;
  const { skill: _value, low: _low, high: _high, ...verdict } = skill;
  const join = (pick: (one: SeriesForecast) => Float64Array): Float64Array =>
    Float64Array.from(series.flatMap((one) => [...pick(one)]));
  const state = {
    period,
    horizon,
    levels: [...levels],
    skill: verdict,
    series: series.map(({ id, forecaster, reason, skill, calibratedBy, scale, history }) => {
      const { skill: value, low, high, ...stored } = skill;
      return { id, forecaster, reason, calibratedBy, scale, length: history.length, skill: stored };
    }),
  };
  const skills = Float64Array.from(
    [...series, model].flatMap((one) => [one.skill.skill, one.skill.low, one.skill.high]),
  );
  const arrays = {
    history: join((one) => one.history),
    lower: join((one) => one.lower),
    upper: join((one) => one.upper),
    skills,
  };
  return encodeArtefact({ kind, version, ...info, state, arrays });
}

/** Reads a saved model. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadForecast(bytes: Uint8Array): ForecastModel {
  const artefact: Artefact = decodeArtefact(bytes, { kind, version });
  const state = artefact.state as unknown as Pick<ForecastModel, "period" | "horizon" | "levels" | "skill"> & {
    series: (Omit<SeriesForecast, "history" | "lower" | "upper"> & { length: number })[];
  };
  const history = arrayOf(artefact, "history", Float64Array);
  const lower = arrayOf(artefact, "lower", Float64Array);
  const upper = arrayOf(artefact, "upper", Float64Array);
  const skills = arrayOf(artefact, "skills", Float64Array);
  const width = state.levels.length * state.horizon;
  const skillOf = (stored: ForecastSkill, i: number): ForecastSkill => ({
    ...stored,
    skill: skills[3 * i]!,
    low: skills[3 * i + 1]!,
    high: skills[3 * i + 2]!,
  });
  let at = 0;
  const series = state.series.map(({ length, skill, ...one }, i): SeriesForecast => {
    const from = at;
    at += length;
    return {
      ...one,
      skill: skillOf(skill, i),
      history: history.slice(from, at),
      lower: lower.slice(i * width, (i + 1) * width),
      upper: upper.slice(i * width, (i + 1) * width),
    };
  });
  if (at !== history.length || lower.length !== series.length * width || upper.length !== lower.length)
    throw new ArtefactError("invalid-contents", "The histories of the forecast do not add up. Train it again.");
  const { window, parameters, metrics } = artefact;
  const { period, horizon, levels } = state;
  const skill = skillOf(state.skill, series.length);
  return { period, horizon, levels, series, skill, info: { window, parameters, metrics } };
}
