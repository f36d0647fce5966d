import { IconArrowForwardUp, IconCheck, IconCircleOff, IconHistory, IconHourglass, IconX } from "@tabler/icons-react";
import type { Preview, StepReport } from "../../api/outputs.ts";
import { count, counted, milliseconds } from "../../ui/format.ts";
import { OutcomeIcon } from "../../ui/step-outcome.tsx";
import style from "./node.module.css";

function describeRan(preview: Preview | undefined, moved: number): string {
  if (preview?.kind === "products") {
    const { dropped } = preview;
    if (moved > 0 && dropped.count === 0) return `Ran, ${count(moved)}${moved < 50 ? "" : " or more"} moved`;
    if (dropped.count > 0) return `Kept ${count(preview.count)} of ${count(preview.count + dropped.count)}`;
    return `Ran, ${counted(preview.count, "product")}`;
  }
  if (preview?.kind === "answer") return `Answered with ${count(preview.count)}`;
  return "Ran";
}

const hasProducts = (preview: Preview | undefined) =>
  (preview?.kind === "products" || preview?.kind === "answer") && preview.items.length > 0;

/** How the step ended, in one or two words with a sign, for a card seen from afar. */
export function outcomeWord(step: StepReport | undefined, stale: boolean): string {
  if (step === undefined) return "Not run";
  if (stale) return "↻ Changed";
  return { ran: "✓ Ran", "fell-back": "↷ Fell back", skipped: "– Skipped", failed: "✗ Failed", suspended: "⏸ Waits" }[
    step.outcome
  ];
}

/** How the step ended, in an icon and words, and how long it took. */
export function OutcomeFooter({
  step,
  preview,
  moved,
  leftOut,
  stale,
  earlier,
  onShowAll,
}: {
  readonly step: StepReport | undefined;
  readonly preview: Preview | undefined;
  readonly moved: number;
  readonly leftOut: boolean;
  /** The node or one before it changed since the run. */
  readonly stale: boolean;
  /** The run is of an earlier visit. */
  readonly earlier: boolean;
  /** Shows every product that came out. */
  readonly onShowAll: () => void;
}) {
  const said = (text: string) => (earlier ? `Earlier: ${text}` : text);
  if (step === undefined) {
    return (
      <footer className={style.out}>
        <IconCircleOff size={12} stroke={1.75} aria-hidden />
        <span className="grow">{leftOut ? "Left out of this run" : "Not run yet"}</span>
      </footer>
    );
  }
  if (step.source !== undefined && !stale) {
    return (
      <footer className={style.out}>
        <OutcomeIcon step={step} />
        <span className="grow">{said(step.source === "pinned" ? "Pinned sample" : "Reused from the run before")}</span>
      </footer>
    );
  }
  if (stale) {
    return (
      <footer className={style.out}>
        <IconHistory size={12} stroke={1.75} aria-hidden />
        <span className="grow">Changed, run again</span>
      </footer>
    );
  }
  const time = <span className="num">{milliseconds(step.durationMs)} ms</span>;
  const reason = step.reason === undefined ? null : <p>{step.reason.charAt(0).toUpperCase() + step.reason.slice(1)}</p>;
  switch (step.outcome) {
    case "ran":
      return (
        <footer className={style.out}>
          {earlier ? (
            <IconHistory size={12} stroke={1.75} aria-hidden />
          ) : (
            <IconCheck size={12} stroke={2} className="ok" aria-hidden />
          )}
          {hasProducts(preview) ? (
            <button type="button" className={`${style.all} grow clip nodrag`} title="Show them all" onClick={onShowAll}>
              {said(describeRan(preview, moved))}
            </button>
          ) : (
            <span className="grow clip">{said(describeRan(preview, moved))}</span>
          )}
          {time}
        </footer>
      );
    case "fell-back":
      return (
        <footer className={`${style.out} ${style.fell}`}>
          <IconArrowForwardUp size={12} stroke={2} className="warn" aria-hidden />
          <span className="grow">{said("Fell back")}</span>
          {time}
          {reason}
        </footer>
      );
    case "skipped":
      return (
        <footer className={style.out}>
          <IconCircleOff size={12} stroke={1.75} aria-hidden />
          <span className="grow">{said("Skipped")}</span>
          {time}
          {reason}
        </footer>
      );
    case "suspended":
      return (
        <footer className={style.out}>
          <IconHourglass size={12} stroke={1.75} aria-hidden />
          <span className="grow">{said("Waits")}</span>
          {time}
          {reason}
        </footer>
      );
    case "failed":
      return (
        <footer className={`${style.out} ${style.failed}`}>
          <IconX size={12} stroke={2} className="bad" aria-hidden />
          <span className="grow">{said("Failed")}</span>
          {time}
          {reason}
        </footer>
      );
  }
}
