import { ActionIcon, Select } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ExperimentDetail, ExperimentMetric, Metric, MetricRole } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { isOfEvents } from "../is-of-events.ts";
import { PercentInput } from "../planning/percent-input.tsx";
import style from "./readout.module.css";

const roles: readonly { readonly value: MetricRole; readonly label: string }[] = [
  { value: "secondary", label: "Secondary: explains" },
  { value: "guardrail", label: "Guardrail: must not be hurt" },
];

/** Metrics that come in while it runs, beside those of its plan, which stay. */
export function AddedMetrics({
  detail,
  added,
  onChange,
}: {
  readonly detail: ExperimentDetail;
  readonly added: readonly ExperimentMetric[];
  readonly onChange: (added: readonly ExperimentMetric[]) => void;
}) {
  const choices = useQuery(trpc.experiments.metrics.queryOptions(undefined, { staleTime: 30_000 }));
  const taken = new Set([...detail.spec.metrics, ...added].map(({ metric }) => metric.id));
  const free = (choices.data ?? []).filter(
    ({ metric }) => !taken.has(metric.id) && (detail.kind !== "external" || isOfEvents(metric)),
  );
  const set = (metric: Metric, next: ExperimentMetric) =>
    onChange(added.map((one) => (one.metric.id === metric.id ? next : one)));
  return (
    <fieldset className={style.added}>
      <legend>More metrics</legend>
      <p className="small soft">
        They are counted from the first day on, and the readout says that they came in while it ran. Those of the plan
        stay, and the primary one decides.
      </p>
      {choices.isError && <ErrorNote error={choices.error} onRetry={() => void choices.refetch()} />}
      {added.map(({ metric, role, limit }) => (
        <div key={metric.id} className={style.addedRow}>
          <span className="grow">{metric.name}</span>
          <Select
            aria-label={`Role of ${metric.name}`}
            w={190}
            allowDeselect={false}
            data={roles}
            value={role}
            onChange={(value) =>
              set(
                metric,
                value === "guardrail" ? { metric, role: value, limit: limit ?? 0.02 } : { metric, role: "secondary" },
              )
            }
          />
          {role === "guardrail" && (
            <PercentInput
              aria-label={`Accepted change for the worse of ${metric.name}`}
              w={88}
              value={limit ?? 0.02}
              onChange={(next) => set(metric, { metric, role, limit: next })}
            />
          )}
          <ActionIcon
            aria-label={`Remove ${metric.name}`}
            onClick={() => onChange(added.filter((one) => one.metric.id !== metric.id))}
          >
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      <Select
        label="Add a metric"
        placeholder={choices.data === undefined ? "Loading" : free.length === 0 ? "All are there" : "Choose one"}
        searchable
        disabled={free.length === 0}
        data={free.map(({ metric }) => ({ value: metric.id, label: metric.name }))}
        value={null}
        onChange={(id) => {
          const chosen = free.find(({ metric }) => metric.id === id);
          if (chosen !== undefined) onChange([...added, { metric: chosen.metric, role: "secondary" }]);
        }}
      />
    </fieldset>
  );
}
