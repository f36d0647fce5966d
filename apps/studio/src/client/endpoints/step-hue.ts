import type { StepReport } from "../api/outputs.ts";

/** The legend of step bars. */
export const stepKinds: readonly { readonly title: string; readonly hue: string }[] = [
  { title: "queue", hue: "var(--ink)" },
  { title: "find", hue: "var(--t-products)" },
  { title: "rules", hue: "var(--line-strong)" },
  { title: "rank", hue: "var(--accent-fill)" },
  { title: "late or failed", hue: "var(--warn)" },
];

/** The colour of a step in bars: by what it does, amber or red when it did not do it. */
export function stepHue(step: StepReport): string {
  if (step.outcome === "failed") return "var(--bad)";
  if (step.outcome === "fell-back") return "var(--warn)";
  const folder = step.type.split(".")[0];
  if (folder === "find" || folder === "language") return "var(--t-products)";
  if (folder === "rank" || folder === "models") return "var(--accent-fill)";
  return "var(--line-strong)";
}
