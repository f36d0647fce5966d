import { milliseconds } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useView } from "../session/canvas-model.ts";

const words = { ran: "Ran", skipped: "Skipped", "fell-back": "Fell back", failed: "Failed" } as const;

/** What became of this node in the runs since the canvas was opened. */
export function RunsTab({ id }: { readonly id: string }) {
  const runs = useView((view) => view.runs);
  const steps = runs.flatMap((run) => {
    const step = run.steps.find((candidate) => candidate.node === id);
    return step === undefined ? [] : [{ run, step }];
  });
  if (steps.length === 0) return <p className="muted small">No runs of this node since the canvas was opened.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>When</th>
          <th>Rev</th>
          <th>Outcome</th>
          <th className="right">ms</th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ run, step }) => (
          <tr key={run.at} title={step.reason}>
            <td>
              <RelativeTime at={run.at} />
            </td>
            <td>{run.revision}</td>
            <td>{words[step.outcome]}</td>
            <td className="right">{milliseconds(step.durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
