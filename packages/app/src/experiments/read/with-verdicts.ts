import type { Experiment } from "@aisle/contracts/experiment";
import type { MetricReading } from "@aisle/contracts/reading";
import { corrected } from "./corrected.ts";
import { isPlanOver } from "./experiment-times.ts";
import type { DraftReading } from "./read-metric.ts";
import { verdictOf } from "./verdict-of.ts";

const roles = ["primary", "secondary", "guardrail"] as const;

/** Corrects p-values within each role, and says what each metric means. */
export function withVerdicts(
  experiment: Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt">,
  drafts: readonly DraftReading[],
  at: number,
): readonly MetricReading[] {
  const { spec } = experiment;
  const over = isPlanOver(experiment, at);
  const effects = drafts.map((draft) => draft.effects);
  for (const role of roles) {
    const places = spec.metrics.flatMap((metric, place) => (metric.role === role ? [place] : []));
    const adjusted = corrected(
      places.map((place) => effects[place]!),
      spec,
    );
    for (const [i, place] of places.entries()) effects[place] = adjusted[i]!;
  }
  return drafts.map((draft, i) => {
    const of = spec.metrics[i]!;
    const verdicts = effects[i]!.map((effect) => [effect.arm, verdictOf(effect, of, spec, over)]);
    return {
      ...draft,
      metric: of.metric.id,
      role: of.role,
      effects: effects[i]!,
      verdicts: Object.fromEntries(verdicts),
    };
  });
}
