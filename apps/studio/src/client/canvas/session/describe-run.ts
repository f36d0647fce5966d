import type { RunReport } from "../../api/outputs.ts";
import { milliseconds } from "../../ui/format.ts";
import { outcomeWord } from "../../ui/step-outcome.tsx";

const order = ["Ran", "Fell back", "Skipped", "Failed", "Reused", "Pinned"];

/** How many steps ended how: `8 ran, 1 fell back`; steps that did not run for this are counted by where their data came from. */
export function outcomeTally({ steps }: Pick<RunReport, "steps">): string {
  const outcomes = steps.map(outcomeWord);
  return order
    .map((word): [string, number] => [word, outcomes.filter((one) => one === word).length])
    .filter(([word, number]) => number > 0 || word === "Ran")
    .map(([word, number]) => `${number} ${word.toLowerCase()}`)
    .join(", ");
}

/** How a run ended, in one sentence: `Run finished in 12 ms: 8 ran, 1 fell back.` */
export function describeRun(run: Pick<RunReport, "steps" | "totalMs">): string {
  return `Run finished in ${milliseconds(run.totalMs)} ms: ${outcomeTally(run)}.`;
}
