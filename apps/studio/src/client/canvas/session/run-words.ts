import type { RunReport } from "../../api/outputs.ts";
import { milliseconds } from "../../ui/format.ts";

/** How a run ended, in one sentence: `Run finished in 12 ms: 8 ran, 1 fell back.` */
export function runWords(run: Pick<RunReport, "steps" | "totalMs">): string {
  const many = (outcome: RunReport["steps"][number]["outcome"]) =>
    run.steps.filter((step) => step.outcome === outcome).length;
  const parts = [
    `${many("ran")} ran`,
    ...(many("fell-back") > 0 ? [`${many("fell-back")} fell back`] : []),
    ...(many("skipped") > 0 ? [`${many("skipped")} skipped`] : []),
    ...(many("failed") > 0 ? [`${many("failed")} failed`] : []),
  ];
  return `Run finished in ${milliseconds(run.totalMs)} ms: ${parts.join(", ")}.`;
}
