import { Button, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Metric, MetricChoice } from "../../../server/experiment-types.ts";
import { useMay } from "../../access/use-may.ts";
import { describeError } from "../../api/describe-error.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { pageCommands } from "../../frame/page-commands.ts";
import { TopBar } from "../../frame/top-bar.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Page } from "../../ui/page.tsx";
import style from "../planning/planning.module.css";
import { describeMetric, newMetric } from "./metric-draft.ts";
import { MetricForm } from "./metric-form.tsx";

/** Metrics to read experiments by: those of this shop, which can be made and changed, and those that come with Aisle. */
export function MetricsPage() {
  const mayRun = useMay("experiment");
  const metrics = useQuery(trpc.experiments.metrics.queryOptions());
  const [open, setOpen] = useState<Metric>();
  const archive = useMutation({
    ...trpc.experiments.archiveMetric.mutationOptions(),
    onSuccess: () => queryClient.invalidateQueries(trpc.experiments.metrics.pathFilter()),
    onError: (error) => notifications.show({ message: describeError(error).message, autoClose: 6_000 }),
  });
  useEffect(() => {
    pageCommands.set(mayRun ? [{ title: "New metric", run: () => setOpen(newMetric()) }] : []);
    return () => pageCommands.set([]);
  }, [mayRun]);
  const own = metrics.data?.filter(({ builtIn }) => !builtIn);
  const builtIn = metrics.data?.filter((one) => one.builtIn);
  const begin = mayRun && (
    <Button variant="filled" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setOpen(newMetric())}>
      New metric
    </Button>
  );
  return (
    <Page
      title="Metrics"
      actions={
        <>
          <Button component={Link} href="/experiments/statistics">
            Statistics reference
          </Button>
          {begin}
        </>
      }
    >
      <TopBar crumbs={[{ title: "Experiments", href: "/experiments" }, { title: "Metrics" }]} />
      {open !== undefined && <MetricForm key={open.id} start={open} onClose={() => setOpen(undefined)} />}
      {metrics.isError && <ErrorNote error={metrics.error} onRetry={() => void metrics.refetch()} />}
      <Card title="Of this shop">
        {own === undefined ? (
          !metrics.isError && <Skeleton height={80} />
        ) : own.length === 0 ? (
          <EmptyState title="No metric of its own yet">
            A metric says what is compared between the arms: an event or a decision, what is added up, and which way is
            better. Those below are ready to use.
          </EmptyState>
        ) : (
          <MetricList
            choices={own}
            actions={(metric) =>
              mayRun && (
                <>
                  <Button size="xs" aria-label={`Change ${metric.name}`} onClick={() => setOpen(metric)}>
                    Change
                  </Button>
                  <Button
                    size="xs"
                    aria-label={`Archive ${metric.name}`}
                    onClick={() => archive.mutate({ metricId: metric.id })}
                  >
                    Archive
                  </Button>
                </>
              )
            }
          />
        )}
      </Card>
      <Card title="Built in">
        {builtIn === undefined ? (
          !metrics.isError && <Skeleton height={320} />
        ) : (
          <MetricList
            choices={builtIn}
            actions={(metric) =>
              mayRun && (
                <Button
                  size="xs"
                  aria-label={`Make one like it: ${metric.name}`}
                  onClick={() => setOpen({ ...metric, id: newMetric().id, name: `${metric.name}, ours` })}
                >
                  Make one like it
                </Button>
              )
            }
          />
        )}
      </Card>
    </Page>
  );
}

function MetricList({
  choices,
  actions,
}: {
  readonly choices: readonly MetricChoice[];
  readonly actions: (metric: Metric) => React.ReactNode;
}) {
  return (
    <ul className={style.metricList}>
      {choices.map(({ metric, help, warning }) => (
        <li key={metric.id}>
          <div className="grow">
            <b>{metric.name}</b>
            <p className="small soft">{help}</p>
            <p className="small muted">{describeMetric(metric)}</p>
            {warning !== null && (
              <p className="small warn row" style={{ gap: 4 }}>
                <IconAlertTriangle size={14} stroke={1.5} aria-hidden />
                {warning}
              </p>
            )}
          </div>
          <span className="row">{actions(metric)}</span>
        </li>
      ))}
    </ul>
  );
}
