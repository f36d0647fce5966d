import type { StepReport } from "../api/outputs.ts";
import { milliseconds } from "../ui/format.ts";
import { OutcomeIcon, outcomeWord } from "../ui/step-outcome.tsx";
import style from "./endpoints.module.css";
import { stepHue } from "./step-hue.ts";

const tones = { ran: "muted", skipped: "muted", "fell-back": "warn", failed: "bad", suspended: "plain" } as const;

/** Where the milliseconds of one run went: a bar for each step, from its start to its end. */
export function StepBars({ steps, totalMs }: { readonly steps: readonly StepReport[]; readonly totalMs: number }) {
  const end = Math.max(totalMs, ...steps.map((step) => step.startMs + step.durationMs), 0.001);
  return (
    <div className={style.stepsRoom}>
      <table className={style.steps}>
        <tbody>
          {steps.map((step) => (
            <tr key={step.node}>
              <td className={style.stepMark}>
                <OutcomeIcon step={step} />
              </td>
              <td
                className={`clip ${style.stepName}`}
                title={`${step.title}: ${outcomeWord(step)}${step.reason === undefined ? "" : `, ${step.reason}`}`}
              >
                {step.title}
                <span className={step.source === undefined ? tones[step.outcome] : "muted"}>
                  {" "}
                  {outcomeWord(step).toLowerCase()}
                  {step.reason === undefined ? "" : `: ${step.reason}`}
                </span>
              </td>
              <td>
                <span className={style.track}>
                  {step.queueMs > 0 && (
                    <i
                      style={{
                        left: `${((step.startMs - step.queueMs) / end) * 100}%`,
                        width: `${(step.queueMs / end) * 100}%`,
                        background: "var(--ink)",
                      }}
                    />
                  )}
                  {step.outcome !== "skipped" && step.source === undefined && (
                    <i
                      style={{
                        left: `min(${(step.startMs / end) * 100}%, calc(100% - 2px))`,
                        width: `max(2px, ${(step.durationMs / end) * 100}%)`,
                        background: stepHue(step),
                      }}
                    />
                  )}
                </span>
              </td>
              <td className={`right ${style.stepTime}`}>
                {step.outcome === "skipped" || step.source !== undefined ? (
                  <span className="muted">–</span>
                ) : (
                  `${milliseconds(step.durationMs)} ms`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
