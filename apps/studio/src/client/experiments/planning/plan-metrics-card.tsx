import { ActionIcon, Select } from "@mantine/core";
import { IconAlertTriangle, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { ExperimentMetric, MetricRole } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { isOfEvents } from "../is-of-events.ts";
import { PercentInput } from "./percent-input.tsx";
import { addMetric, removeMetric, setRole } from "./plan-draft.ts";
import type { PlanProps } from "./plan-props.ts";
import style from "./planning.module.css";

const roleLabels: readonly { readonly value: MetricRole; readonly label: string }[] = [
  { value: "primary", label: "Primary: decides" },
  { value: "secondary", label: "Secondary: explains" },
  { value: "guardrail", label: "Guardrail: must not be hurt" },
];

/** What is read: one metric decides, others explain, guardrails must hold within their limit. */
export function PlanMetricsCard({ detail, plan, isFixed }: PlanProps) {
  const choices = useQuery(trpc.experiments.metrics.queryOptions(undefined, { staleTime: 30_000 }));
  const { metrics } = plan.draft.spec;
  const change = (next: readonly ExperimentMetric[]) => plan.change({ metrics: next });
  const taken = new Set(metrics.map(({ metric }) => metric.id));
  const free = (choices.data ?? []).filter(
    ({ metric }) => !taken.has(metric.id) && (detail.kind !== "external" || isOfEvents(metric)),
  );
  const group = (isBuiltIn: boolean) =>
    free.filter(({ builtIn }) => builtIn === isBuiltIn).map(({ metric }) => ({ value: metric.id, label: metric.name }));
  const data = [
    { group: "Of this shop", items: group(false) },
    { group: "Built in", items: group(true) },
  ].filter(({ items }) => items.length > 0);
  return (
    <Card
      title="Metrics"
      aside={
        <Link className="small" href="/experiments/metrics">
          All metrics
        </Link>
      }
    >
      {choices.isError && <ErrorNote error={choices.error} onRetry={() => void choices.refetch()} />}
      {metrics.length === 0 && <p className="small warn">Choose the metric that decides.</p>}
      <ul className={style.planMetrics}>
        {metrics.map(({ metric, role, limit }) => {
          const choice = choices.data?.find((one) => one.metric.id === metric.id);
          return (
            <li key={metric.id}>
              <div className={style.metricFields}>
                <span className="grow">
                  <b>{metric.name}</b>
                  <span className="small muted">
                    {choice?.help ?? ""} {metric.better === "lower" ? "Lower is better." : ""}
                  </span>
                </span>
                <Select
                  aria-label={`Role of ${metric.name}`}
                  w={210}
                  allowDeselect={false}
                  disabled={isFixed}
                  data={roleLabels}
                  value={role}
                  onChange={(value) => value !== null && change(setRole(metrics, metric.id, value as MetricRole))}
                />
                {role === "guardrail" && (
                  <PercentInput
                    aria-label={`Accepted change for the worse of ${metric.name}`}
                    w={88}
                    disabled={isFixed}
                    value={limit ?? 0.02}
                    onChange={(next) =>
                      change(metrics.map((one) => (one.metric.id === metric.id ? { ...one, limit: next } : one)))
                    }
                  />
                )}
                {!isFixed && (
                  <ActionIcon
                    aria-label={`Remove ${metric.name}`}
                    onClick={() => change(removeMetric(metrics, metric.id))}
                  >
                    <IconTrash size={16} stroke={1.5} />
                  </ActionIcon>
                )}
              </div>
              {choice?.warning != null && (
                <p className="small warn row" style={{ gap: 4 }}>
                  <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
                  {choice.warning}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {!isFixed && (
        <Select
          label="Add a metric"
          placeholder={choices.data === undefined ? "Loading" : data.length === 0 ? "All are there" : "Choose one"}
          searchable
          clearable={false}
          disabled={data.length === 0}
          data={data}
          value={null}
          onChange={(id) => {
            const chosen = free.find(({ metric }) => metric.id === id);
            if (chosen !== undefined) change(addMetric(metrics, chosen.metric));
          }}
        />
      )}
    </Card>
  );
}
