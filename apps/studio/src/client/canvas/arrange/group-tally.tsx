import { IconArrowForwardUp, IconCheck, IconCircleOff, IconX } from "@tabler/icons-react";
import type { RunReport } from "../../api/outputs.ts";
import { milliseconds } from "../../ui/format.ts";
import style from "../node/node.module.css";

/** How the steps of some nodes ended, and how long they took from the first start to the last end. */
export interface Tally {
  readonly ran: number;
  readonly fellBack: number;
  readonly skipped: number;
  readonly failed: number;
  readonly tookMs: number;
}

/** Counts the outcomes of a run's steps for some nodes; `undefined` before any of them ran. */
export function tallyOf(run: Pick<RunReport, "steps"> | undefined, nodes: readonly string[]): Tally | undefined {
  const steps = run?.steps.filter((step) => nodes.includes(step.node)) ?? [];
  if (steps.length === 0) return undefined;
  const of = (outcome: (typeof steps)[number]["outcome"]) => steps.filter((step) => step.outcome === outcome).length;
  const start = Math.min(...steps.map((step) => step.startMs));
  const end = Math.max(...steps.map((step) => step.startMs + step.durationMs));
  return {
    ran: of("ran"),
    fellBack: of("fell-back"),
    skipped: of("skipped"),
    failed: of("failed"),
    tookMs: end - start,
  };
}

/** `3 ran, 1 fell back`, the worst first left to the colours: words alone must do. */
export function describeTally(tally: Tally | undefined): string {
  if (tally === undefined) return "Not run yet";
  const parts = [
    [tally.ran, "ran"],
    [tally.fellBack, "fell back"],
    [tally.skipped, "skipped"],
    [tally.failed, "failed"],
  ] as const;
  return parts
    .filter(([many]) => many > 0)
    .map(([many, word]) => `${many} ${word}`)
    .join(", ");
}

/** The foot of a collapsed group's card. */
export function GroupTally({ tally }: { readonly tally: Tally | undefined }) {
  if (tally === undefined) {
    return (
      <footer className={style.out}>
        <IconCircleOff size={12} stroke={1.75} aria-hidden />
        <span className="grow">Not run yet</span>
      </footer>
    );
  }
  const tone = tally.failed > 0 ? style.failed : tally.fellBack > 0 ? style.fell : "";
  return (
    <footer className={`${style.out} ${tone}`}>
      {tally.failed > 0 ? (
        <IconX size={12} stroke={2} className="bad" aria-hidden />
      ) : tally.fellBack > 0 ? (
        <IconArrowForwardUp size={12} stroke={2} className="warn" aria-hidden />
      ) : (
        <IconCheck size={12} stroke={2} className="ok" aria-hidden />
      )}
      <span className="grow clip">{describeTally(tally)}</span>
      <span className="num">{milliseconds(tally.tookMs)} ms</span>
    </footer>
  );
}
