import {
  IconArrowForwardUp,
  IconCheck,
  IconCircleOff,
  IconHistory,
  IconHourglass,
  IconPin,
  IconX,
} from "@tabler/icons-react";
import type { StepReport } from "../api/outputs.ts";
import { milliseconds } from "./format.ts";

type Step = Pick<StepReport, "outcome" | "source" | "reason" | "durationMs">;

const labels = {
  ran: "Ran",
  skipped: "Skipped",
  "fell-back": "Fell back",
  failed: "Failed",
  suspended: "Waits",
} as const;
const tones = { ran: "ok", skipped: "muted", "fell-back": "warn", failed: "bad", suspended: "plain" } as const;

/** How a step ended in a word: `Ran`, `Fell back`; `Pinned` and `Reused` when it did not run for this. */
export function outcomeWord({ outcome, source }: Pick<Step, "outcome" | "source">): string {
  if (source === "pinned") return "Pinned";
  return source === "reused" ? "Reused" : labels[outcome];
}

/** The sign of how a step ended; always beside its word. */
export function OutcomeIcon({
  step,
  size = 12,
}: {
  readonly step: Pick<Step, "outcome" | "source">;
  readonly size?: number;
}) {
  const shared = { size, stroke: 1.75, "aria-hidden": true, style: { flex: "none" } } as const;
  if (step.source === "pinned") return <IconPin {...shared} />;
  if (step.source === "reused") return <IconHistory {...shared} />;
  switch (step.outcome) {
    case "ran":
      return <IconCheck {...shared} className="ok" />;
    case "fell-back":
      return <IconArrowForwardUp {...shared} className="warn" />;
    case "skipped":
      return <IconCircleOff {...shared} className="muted" />;
    case "failed":
      return <IconX {...shared} className="bad" />;
    case "suspended":
      return <IconHourglass {...shared} className="muted" />;
  }
}

/** How a step ended, in a sign, a word, the reason and its time. */
export function StepOutcome({ step }: { readonly step: Step }) {
  return (
    <p className="small row" style={{ alignItems: "flex-start", gap: 6 }}>
      <span style={{ paddingTop: 2 }}>
        <OutcomeIcon step={step} />
      </span>
      <span className="grow" style={{ overflowWrap: "anywhere" }}>
        <b className={step.source === undefined ? tones[step.outcome] : ""}>{outcomeWord(step)}</b>
        {step.source === "reused" && " from the run before"}
        {step.reason === undefined ? "" : `: ${step.reason}`}
      </span>
      {step.source === undefined && step.outcome !== "skipped" && (
        <span className="num muted">{milliseconds(step.durationMs)} ms</span>
      )}
    </p>
  );
}
