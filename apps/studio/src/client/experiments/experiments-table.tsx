import { Link } from "wouter";
import type { ExperimentRow } from "../../server/experiment-types.ts";
import { count } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import { changeLabel, intervalLabel } from "./change-label.ts";
import style from "./experiments.module.css";
import { StateChip } from "./state-chip.tsx";
import { VerdictWord } from "./verdict-word.tsx";

/** Experiments, a row each: state, days, traffic, and what the primary metric says. */
export function ExperimentsTable({ rows }: { readonly rows: readonly ExperimentRow[] }) {
  return (
    <div className={ui.scroll} style={{ padding: "0 8px 8px" }}>
      <table className={style.list} aria-label="Experiments">
        <thead>
          <tr>
            <th>Experiment</th>
            <th>State</th>
            <th className="right">Day</th>
            <th className="right">Units</th>
            <th>Primary metric</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={style.name}>
                <Link href={`/experiments/${row.id}`}>{row.name}</Link>
                <p className="small soft">{row.verdict.headline}</p>
                {row.pipeline !== null && (
                  <p className="small muted">
                    {row.pipeline.name}
                    {row.pipeline.slug !== null && `, /v1/${row.pipeline.slug}`}
                  </p>
                )}
              </td>
              <td>
                <span className="row" style={{ gap: 4 }}>
                  <StateChip experiment={row} />
                </span>
              </td>
              <td className="right" data-label="Day">
                {row.kind === "import" ? "from a file" : (row.dayOfPlan ?? `${row.plannedDays} planned`)}
              </td>
              <td className="right" data-label="Units">
                {row.state === "draft" ? "–" : count(row.units)}
              </td>
              <td className={style.primaryCell}>
                {row.primary === null ? (
                  <span className="muted">–</span>
                ) : (
                  <>
                    <p className="muted">{row.primary.name}</p>
                    <p>
                      <b className="num">{changeLabel(row.primary.estimate)}</b>{" "}
                      <span className="num soft">{intervalLabel(row.primary)}</span>{" "}
                      {row.verdict.kind === "withheld" ? (
                        <span className="warn">withheld</span>
                      ) : (
                        <VerdictWord verdict={row.primary.verdict} />
                      )}
                    </p>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
