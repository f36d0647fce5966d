import { ActionIcon } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import { describeError } from "../../api/describe-error.ts";
import type { RunReport } from "../../api/outputs.ts";
import { StepBars } from "../../endpoints/step-bars.tsx";
import { milliseconds } from "../../ui/format.ts";
import { keyLabel } from "../../ui/key-label.ts";
import { Keys } from "../../ui/keys.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { OutcomeIcon, outcomeWord } from "../../ui/step-outcome.tsx";
import { outcomeTally } from "../session/describe-run.ts";
import { useStore } from "../session/store.ts";
import { useCanvas, useEarlier, useView } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** A run in one line: `12.4 ms, 8 ran, 1 fell back, 1 skipped`. */
export function runLabel(run: RunReport): string {
  return [
    `${milliseconds(run.totalMs)} ms`,
    outcomeTally(run),
    ...(run.leftOut.length > 0 ? [`${run.leftOut.length} left out`] : []),
  ].join(", ");
}

/** The line at the foot of the canvas: the last runs as bars, the newest in words. */
export function RunsDrawer({ open, onToggle }: { readonly open: boolean; readonly onToggle: () => void }) {
  const { session } = useCanvas();
  const revision = useStore(session, (state) => state.revision + state.waiting);
  const runs = useView((view) => view.runs);
  const running = useView((view) => view.running);
  const error = useView((view) => view.runError);
  const [last] = runs;
  const earlier = useEarlier();
  const max = Math.max(1, ...runs.map((run) => run.totalMs));
  const hue = (run: RunReport) =>
    run.outcome === "failed"
      ? "var(--bad)"
      : run.steps.some((step) => step.outcome === "fell-back")
        ? "var(--warn)"
        : "var(--line-strong)";
  return (
    <footer className={style.drawer}>
      <ActionIcon size="xs" aria-label="Last runs" aria-expanded={open} onClick={onToggle}>
        {open ? <IconChevronDown size={16} stroke={1.5} /> : <IconChevronUp size={16} stroke={1.5} />}
      </ActionIcon>
      <b>Last runs</b>
      <span className={style.bars} aria-hidden>
        {runs
          .slice(0, 30)
          .toReversed()
          .map((run) => (
            <span key={run.at} style={{ height: 4 + 16 * (run.totalMs / max), background: hue(run) }} />
          ))}
      </span>
      <span className="small soft clip grow" role="status">
        {error !== undefined ? (
          <span className="bad">{describeError(error).message}</span>
        ) : running ? (
          "Running"
        ) : last === undefined ? (
          `No runs yet. Run (${keyLabel("⌘↵")}) to see the data on every node.`
        ) : (
          <>
            {earlier && "Earlier, "}
            <RelativeTime at={last.at} />
            {last.revision < revision && `, rev ${last.revision}`}: {runLabel(last)}
          </>
        )}
      </span>
      <Keys>J</Keys>
    </footer>
  );
}

/** The opened drawer: the last runs, and where the time of the chosen one went, step by step. */
export function RunsPanel() {
  const runs = useView((view) => view.runs);
  const [chosen, setChosen] = useState<RunReport["at"]>();
  const run = runs.find((one) => one.at === chosen) ?? runs[0];
  if (run === undefined) {
    return (
      <section className={style.runsPanel} aria-label="Last runs">
        <p className="muted small" style={{ padding: 12 }}>
          No runs yet. Run ({keyLabel("⌘↵")}) to see where the time goes.
        </p>
      </section>
    );
  }
  return (
    <section className={`${style.runsPanel} ${style.runsPair}`} aria-label="Last runs">
      <ul className={style.runsList}>
        {runs.map((one) => (
          <li key={one.at}>
            <button type="button" aria-pressed={one === run} onClick={() => setChosen(one.at)} title={runLabel(one)}>
              <OutcomeMark run={one} />
              <span className="grow clip">
                <RelativeTime at={one.at} />, rev {one.revision}
              </span>
              <span className="num">{milliseconds(one.totalMs)} ms</span>
            </button>
          </li>
        ))}
      </ul>
      <div className={style.runsSteps}>
        <StepBars steps={run.steps} totalMs={run.totalMs} />
      </div>
    </section>
  );
}

/** How a run as a whole ended, in a sign and a word. */
function OutcomeMark({ run }: { readonly run: RunReport }) {
  const fell = run.steps.some((step) => step.outcome === "fell-back");
  const outcome = run.outcome === "failed" ? "failed" : fell ? "fell-back" : "ran";
  return (
    <>
      <OutcomeIcon step={{ outcome }} />
      <span>{run.outcome === "stopped-early" && outcome === "ran" ? "Part" : outcomeWord({ outcome })}</span>
    </>
  );
}
