import type { Problem } from "@aisle/runtime/compile/problem";
import { counted } from "../../ui/format.ts";

/** What the chip above the canvas says of a pipeline's problems: errors first, then warnings; ready is what has neither. */
export function problemTally(problems: readonly Pick<Problem, "severity">[]): {
  readonly tone: "ok" | "warn" | "bad";
  readonly text: string;
  /** For who does not see the sign beside it. */
  readonly label: string;
} {
  const of = (severity: Problem["severity"]) => problems.filter((problem) => problem.severity === severity).length;
  const errors = of("error");
  const warnings = of("warning");
  const warned = warnings === 0 ? "" : counted(warnings, "warning");
  if (errors > 0) {
    const text = [`${errors} to fix`, warned].filter((part) => part !== "").join(", ");
    return { tone: "bad", text, label: text };
  }
  return warned === ""
    ? { tone: "ok", text: "Ready", label: "Ready: nothing to fix" }
    : { tone: "warn", text: warned, label: `Ready, with ${warned}` };
}
