import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { count } from "../../ui/format.ts";
import { changeLabel, intervalLabel } from "../change-label.ts";
import { intervalOf, isReadable, lookOf } from "../effect-reading.ts";
import { unitNoun } from "../unit-noun.ts";

/** An experiment in a few lines of plain text, for a message to colleagues: verdict, progress, metrics, and where it is. */
export function summaryText(detail: ExperimentDetail, address: string): string {
  const look = lookOf(detail.spec.method);
  const withheld = detail.reading?.withheld === true;
  const lines = (detail.reading?.metrics ?? []).flatMap(({ metric, effects, verdicts }) => {
    const name = detail.spec.metrics.find((asked) => asked.metric.id === metric)?.metric.name ?? metric;
    return effects.map((effect) => {
      const arm = detail.arms.find(({ key }) => key === effect.arm)?.name ?? effect.arm;
      const interval = intervalOf(effect, look);
      if (!isReadable(effect) || !isReadable(interval)) {
        return `- ${name}, ${arm}: ${"reason" in effect ? effect.reason : "reason" in interval ? interval.reason : ""}`;
      }
      const verdict = (verdicts[effect.arm] ?? "not-readable").replaceAll("-", " ");
      return `- ${name}, ${arm}: ${changeLabel(effect.estimate)} (${intervalLabel(interval)}), ${withheld ? "withheld" : verdict}`;
    });
  });
  const day = detail.day === null ? [] : [`Day ${detail.dayOfPlan}, ${count(detail.units)} ${unitNoun(detail)}.`];
  return [detail.name, detail.verdict.headline, detail.verdict.detail, ...day, ...lines, address].join("\n");
}
