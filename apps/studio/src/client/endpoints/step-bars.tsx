import { IconArrowForwardUp, IconCheck, IconCircleOff, IconX } from "@tabler/icons-react";
import type { StepReport } from "../api/outputs.ts";
import { milliseconds } from "../ui/format.ts";
import style from "./endpoints.module.css";
import { stepHue } from "./step-hue.ts";

const marks = {
  ran: <IconCheck size={12} stroke={2} className="ok" aria-label="Ran" />,
  skipped: <IconCircleOff size={12} stroke={1.75} className="muted" aria-label="Skipped" />,
  "fell-back": <IconArrowForwardUp size={12} stroke={2} className="warn" aria-label="Fell back" />,
  failed: <IconX size={12} stroke={2} className="bad" aria-label="Failed" />,
};

/** Where the milliseconds of one run went: a bar for each step, from its start to its end. */
export function StepBars({ steps, totalMs }: { readonly steps: readonly StepReport[]; readonly totalMs: number }) {
  const end = Math.max(totalMs, ...steps.map((step) => step.startMs + step.durationMs), 0.001);
  return (
    <div className={style.stepsRoom}>
      <table className={style.steps}>
        <tbody>
          {steps.map((step) => (
            <tr key={step.node}>
              <td className={style.stepMark}>{marks[step.outcome]}</td>
              <td
                className={`clip ${style.stepName}`}
                title={step.reason === undefined ? step.title : `${step.title}, ${step.reason}`}
              >
                {step.title}
                {step.reason !== undefined && <span className="muted">, {step.reason}</span>}
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
                  {step.outcome !== "skipped" && (
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
                {step.outcome === "skipped" ? <span className="muted">–</span> : `${milliseconds(step.durationMs)} ms`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
