import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { percent } from "../../ui/format.ts";
import { isReadable } from "../effect-reading.ts";
import { dayAfter, dayLabel } from "./lift-series.ts";

/** A way on: `arm` is null for going on without a decision. */
export interface DecisionOption {
  readonly arm: string | null;
  readonly title: string;
  /** What it risks, in a sentence. */
  readonly help: string;
}

/** What can be decided: going on while it runs, shipping a treatment, keeping the control. */
export function decisionOptions(detail: ExperimentDetail): readonly DecisionOption[] {
  const [control, ...treatments] = detail.arms;
  const primary = detail.reading?.metrics.find(({ role }) => role === "primary");
  const first = detail.reading?.days[0]?.day;
  const beliefs = treatments.flatMap(({ key }) => {
    const effect = primary?.effects.find(({ arm }) => arm === key);
    if (effect === undefined || !isReadable(effect) || "reason" in effect.bayesian) return [];
    return [{ key, ...effect.bayesian }];
  });
  const best = beliefs.toSorted((a, b) => b.chanceToWin - a.chanceToWin)[0];
  const running = detail.state === "running" && (detail.day ?? 0) < detail.plannedDays;
  return [
    ...(detail.state === "running"
      ? [
          {
            arm: null,
            title: "Keep running",
            help:
              running && first !== undefined
                ? `Reads itself out on ${dayLabel(dayAfter(first, detail.plannedDays), true)}.`
                : "More days make the interval narrower.",
          },
        ]
      : []),
    ...treatments.map(({ key, name }) => {
      const belief = beliefs.find((one) => one.key === key);
      return {
        arm: key,
        title: `Ship ${name}`,
        help:
          belief === undefined
            ? "What it would win or lose cannot be said yet."
            : `${percent(Math.round((1 - belief.chanceToWin) * 1e4) / 1e4)} chance that it is worse; expected loss ${percent(belief.riskOfTreatment)}.`,
      };
    }),
    ...(control === undefined
      ? []
      : [
          {
            arm: control.key,
            title: `Keep ${control.name}`,
            help:
              best === undefined
                ? "Nothing changes for shoppers."
                : `Nothing changes for shoppers; expected loss ${percent(best.riskOfControl)}.`,
          },
        ]),
  ];
}
