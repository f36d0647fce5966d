import { Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Metric } from "../../../server/experiment-types.ts";
import { trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { count } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { figure, metricValue } from "../change-label.ts";
import style from "../experiments.module.css";
import own from "../planning/planning.module.css";

const PreviewChart = lazy(() => import("./preview-chart.tsx").then((m) => ({ default: m.PreviewChart })));

/** What a metric's definition finds in the last 28 days, asked again a moment after the last change. */
export function MetricPreviewPanel({ metric, isWhole }: { readonly metric: Metric; readonly isWhole: boolean }) {
  // What it is called does not change what it finds.
  const [settled] = useDebouncedValue(JSON.stringify({ ...metric, name: "preview" }), 400);
  const preview = useQuery(
    trpc.experiments.previewMetric.queryOptions(isWhole ? (JSON.parse(settled) as Metric) : skipToken, {
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  );
  const found = preview.data;
  return (
    <section className={own.preview} aria-label="Preview" aria-busy={preview.isFetching}>
      <h3 className={own.label}>The last 28 days</h3>
      {!isWhole ? (
        <p className="small muted">The preview comes when the definition is whole.</p>
      ) : preview.isError ? (
        <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />
      ) : found === undefined ? (
        <Skeleton height={220} />
      ) : (
        <div className={style.form} aria-live="polite">
          <dl className={own.planFacts}>
            <div>
              <dt>Rows</dt>
              <dd>{count(found.rows)}</dd>
            </div>
            <div>
              <dt>Units</dt>
              <dd>{count(found.units)}</dd>
            </div>
            <div>
              <dt>Value</dt>
              <dd>{found.mean === null ? "–" : metricValue(found.mean, metric.unit, null)}</dd>
            </div>
          </dl>
          {found.problem !== null && <p className="small warn">{found.problem}</p>}
          {found.days.some(({ rows }) => rows > 0) && (
            <Suspense fallback={<Skeleton height={140} />}>
              <PreviewChart days={found.days} />
            </Suspense>
          )}
          {found.samples.length > 0 && (
            <ul className={own.samples} aria-label="Some of the rows that it counts">
              {found.samples.map((sample) => (
                <li key={`${sample.at} ${sample.text}`}>
                  <span className="grow clip">{sample.text}</span>
                  <span className="num">{figure(sample.value)}</span>
                  <span className="muted">
                    <RelativeTime at={sample.at} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}
