import { Button } from "@mantine/core";
import { useState } from "react";
import type { RunReport } from "../../api/outputs.ts";
import { milliseconds } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { OutcomeIcon, outcomeWord } from "../../ui/step-outcome.tsx";
import { CompareRuns } from "../compare/compare-runs.tsx";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./inspector.module.css";

/** What became of this node in the runs since the canvas was opened and the last one before; two of them can be laid side by side. */
export function RunsTab({ id }: { readonly id: string }) {
  const model = useCanvas();
  const runs = useView((view) => view.runs);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [pair, setPair] = useState<readonly [RunReport, RunReport]>();
  const steps = runs.flatMap((run) => {
    const step = run.steps.find((candidate) => candidate.node === id);
    return step === undefined ? [] : [{ run, step }];
  });
  if (steps.length === 0) return <p className="muted small">No runs of this node yet.</p>;
  const chosen = steps.map(({ run }) => run).filter((run) => picked.includes(run.runId));
  // The last two unless others are picked: that is what one asks after a change.
  const [after, before] = chosen.length === 2 ? chosen : steps.map(({ run }) => run);
  const toggle = (runId: string) =>
    setPicked((now) => (now.includes(runId) ? now.filter((one) => one !== runId) : [...now, runId].slice(-2)));
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>
              <span className="unseen">Compare</span>
            </th>
            <th>When</th>
            <th>Rev</th>
            <th>Outcome</th>
            <th className="right">ms</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ run, step }, at) => (
            <tr key={run.runId} title={step.reason}>
              <td>
                <input
                  type="checkbox"
                  className={style.pick}
                  aria-label={`Compare run ${steps.length - at}`}
                  checked={picked.includes(run.runId)}
                  onChange={() => toggle(run.runId)}
                />
              </td>
              <td>
                <RelativeTime at={run.at} />
              </td>
              <td>{run.revision}</td>
              <td>
                <span className={style.runMark}>
                  <OutcomeIcon step={step} />
                  {outcomeWord(step)}
                </span>
              </td>
              <td className="right">{step.source === undefined ? milliseconds(step.durationMs) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {before !== undefined && after !== undefined && (
        <Button onClick={() => setPair([before, after])}>
          {chosen.length === 2 ? "Compare these two" : "Compare the last two"}
        </Button>
      )}
      <CompareRuns
        node={id}
        runs={pair}
        onClose={() => setPair(undefined)}
        onWhy={(item) => {
          setPair(undefined);
          model.view.set({ why: { node: id, item } });
        }}
      />
    </>
  );
}
