import { IconAlertTriangle } from "@tabler/icons-react";
import type { MonitorRow } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import ui from "../ui/ui.module.css";
import { figureText } from "./figure-text.ts";
import style from "./health.module.css";

/** Fields of requests, a row each: how their values are distributed, how far that is from usual, and how often they are there. */
export function FieldsCard({
  fields,
  chosen,
  onChoose,
}: {
  readonly fields: readonly MonitorRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (monitor: string) => void;
}) {
  if (fields.length === 0) return null;
  const byField = new Map<string, { value?: MonitorRow; form?: MonitorRow }>();
  for (const row of fields) {
    const isForm = row.monitor.startsWith("form of ");
    const field = row.monitor.replace(/^form of /, "").replace(/^(request|properties)\./, "");
    byField.set(field, { ...byField.get(field), [isForm ? "form" : "value"]: row });
  }
  const isChanged = ({ value, form }: { value?: MonitorRow; form?: MonitorRow }) =>
    value?.isChanged === true || form?.isChanged === true;
  const rows = [...byField].sort(
    ([a, one], [b, other]) => Number(isChanged(other)) - Number(isChanged(one)) || (a < b ? -1 : 1),
  );
  return (
    <Card title="Fields" flush>
      <div className={ui.scroll} style={{ padding: "0 8px 8px" }}>
        <table aria-label="Fields">
          <thead>
            <tr>
              <th>Field</th>
              <th>Distribution</th>
              <th className="right">Distance</th>
              <th className="right">There</th>
              <th>Reading</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([field, { value, form }]) => {
              const changed = isChanged({ ...(value && { value }), ...(form && { form }) });
              const opened = value ?? form!;
              return (
                <tr key={field}>
                  <td>
                    <button
                      type="button"
                      className={style.fieldName}
                      aria-pressed={chosen === value?.monitor || chosen === form?.monitor}
                      onClick={() => onChoose((form?.isChanged === true && !value?.isChanged ? form : opened).monitor)}
                    >
                      {field}
                    </button>
                  </td>
                  <td data-label="Distribution">{value?.bins != null && <TinyBins bins={value.bins} />}</td>
                  <td className="right" data-label="Distance">
                    {value === undefined ? "–" : Math.abs(value.score).toFixed(2)}
                  </td>
                  <td className="right" data-label="There">
                    {form === undefined ? "–" : figureText(form.figure.now, "share")}
                  </td>
                  <td data-label="Reading">
                    {changed ? (
                      <span className={style.changedText}>
                        <IconAlertTriangle size={13} stroke={2} aria-hidden /> changed
                      </span>
                    ) : (
                      "steady"
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** Usual as bars, now as a line of steps. */
function TinyBins({ bins: { before, now } }: { readonly bins: NonNullable<MonitorRow["bins"]> }) {
  const most = Math.max(1e-9, ...before, ...now);
  const step = 92 / Math.max(1, before.length);
  const y = (share: number) => 20 - (share / most) * 18;
  const line = now.map(
    (share, i) => `${i === 0 ? "M" : "L"}${(i * step).toFixed(1)} ${y(share).toFixed(1)}h${step.toFixed(1)}`,
  );
  return (
    <svg className={style.tinyBins} viewBox="0 0 92 22" aria-hidden="true">
      {before.map((share, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name than their place
        <rect key={i} x={i * step + 0.5} width={Math.max(0.5, step - 1)} y={y(share)} height={20 - y(share)} />
      ))}
      <path d={line.join("")} />
    </svg>
  );
}
