import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { count, percent } from "../../ui/format.ts";
import type { NumberLine } from "../numbers-button.tsx";
import { unitNoun } from "../unit-noun.ts";

/** Units that met any arm, those that met several counted once. */
export function allExposed({ arms, kind }: ExperimentDetail, { units, crossedOver }: Reading): number {
  const first = arms[0];
  // Every unit of an interleaving is in both arms.
  if (kind === "interleaving") return first === undefined ? 0 : (units[first.key] ?? 0);
  return arms.reduce((sum, { key }) => sum + (units[key] ?? 0), 0) + crossedOver;
}

/** The numbers behind the units of an arm, and what they are compared with. */
export function exposedBehind(
  detail: ExperimentDetail,
  reading: Reading,
  arm: string,
): { readonly lines: readonly NumberLine[]; readonly method?: string; readonly note: string } {
  const { arms, kind, spec } = detail;
  const noun = unitNoun(detail);
  const own = reading.units[arm] ?? 0;
  const shared = kind === "interleaving";
  const inOne = arms.reduce((sum, { key }) => sum + (reading.units[key] ?? 0), 0);
  const perDay = reading.days.map(({ exposed }) => exposed[arm] ?? 0);
  const planned = arms.find(({ key }) => key === arm)?.weight;
  return {
    lines: [
      [`In the metrics, ${noun}`, count(own)],
      ["Share of all arms", shared || inOne === 0 ? undefined : percent(own / inOne)],
      ["Planned share", shared || planned === undefined ? undefined : percent(planned)],
      ["Met more than one arm, left out", shared ? undefined : count(reading.crossedOver)],
      ["Days with a reading", count(perDay.length)],
      ["Fewest on a day", perDay.length === 0 ? undefined : count(Math.min(...perDay))],
      ["Most on a day", perDay.length === 0 ? undefined : count(Math.max(...perDay))],
      ["Share of traffic that takes part", spec.coverage < 1 ? percent(spec.coverage) : undefined],
      ["Held out of every experiment", detail.holdoutShare > 0 ? percent(detail.holdoutShare) : undefined],
    ],
    ...(shared || kind === "bandit" ? {} : { method: "sampleRatio" }),
    note: shared
      ? "Both rankings stand in each answer, so every unit is in both arms."
      : "A unit counts once, on the day when it first met its arm.",
  };
}

/** The numbers behind the units of an arm on one day: those of the day and all up to its end. */
export function dayLines(
  { arms, kind }: ExperimentDetail,
  { days }: Reading,
  arm: string,
  day: string,
): readonly NumberLine[] {
  const upTo = days.filter((one) => one.day <= day);
  const of = (key: string) => upTo.at(-1)?.exposed[key] ?? 0;
  const total = arms.reduce((sum, { key }) => sum + of(key), 0);
  return [
    ["First exposed on this day", count(of(arm))],
    ["Of all arms on this day", total === 0 || kind === "interleaving" ? undefined : percent(of(arm) / total)],
    ["First exposed up to this day", count(upTo.reduce((sum, { exposed }) => sum + (exposed[arm] ?? 0), 0))],
  ];
}
