import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconFlask, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { useMay } from "../../access/use-may.ts";
import { client, queryClient, trpc } from "../../api/trpc.ts";
import { JobProgress } from "../../jobs/job-row.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import ui from "../../ui/ui.module.css";
import style from "../experiments.module.css";
import type { PlanProps } from "./plan-props.ts";
import own from "./planning.module.css";

/** What stands in the way of starting, and the start with the progress of its job. */
export function StartCard({ detail, plan }: PlanProps) {
  const mayRun = useMay("experiment");
  const list = useRef<HTMLUListElement>(null);
  const [jobId, setJobId] = useState<string>();
  const job = useJob(jobId);
  const isStarting = detail.state === "starting";
  const check = useQuery(
    trpc.experiments.check.queryOptions({ id: detail.id }, { enabled: !isStarting, staleTime: 1_000 }),
  );
  const start = useMutation({
    mutationFn: async () => {
      if (!(await plan.flush())) return;
      const reasons = await queryClient.fetchQuery(
        trpc.experiments.check.queryOptions({ id: detail.id }, { staleTime: 0 }),
      );
      if (reasons.length > 0) {
        list.current?.focus();
        return;
      }
      const started = await client.experiments.start.mutate({ id: detail.id });
      setJobId(started.jobId ?? undefined);
    },
    onSettled: () => queryClient.invalidateQueries(trpc.experiments.pathFilter()),
  });
  const ended = job.data?.state === "done" || job.data?.state === "failed";
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries(trpc.experiments.pathFilter());
  }, [ended]);
  const reasons = check.data;
  return (
    <Card title="Start">
      <div className={style.form}>
        {isStarting ? (
          <p>Its arms are compiled, run on the samples and warmed. Shoppers are assigned when all of them are ready.</p>
        ) : check.isError ? (
          <ErrorNote error={check.error} onRetry={() => void check.refetch()} />
        ) : reasons === undefined ? (
          <Skeleton height={40} />
        ) : reasons.length === 0 ? (
          <p className="row ok">
            <IconCheck size={16} stroke={1.75} aria-hidden />
            Nothing stands in the way.
          </p>
        ) : (
          <>
            <p className="small soft">Before it can start:</p>
            <ul ref={list} tabIndex={-1} className={own.reasons} aria-label="What stands in the way">
              {reasons.map((reason) => (
                <li key={reason}>
                  <IconAlertTriangle size={14} stroke={1.5} aria-hidden className="warn" />
                  <span>{reason}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {!isStarting && detail.warnings.length > 0 && (
          <ul className={own.reasons} aria-label="To know before">
            {detail.warnings.map((warning) => (
              <li key={warning}>
                <IconInfoCircle size={14} stroke={1.5} aria-hidden />
                <span className="soft">{warning}</span>
              </li>
            ))}
          </ul>
        )}
        {job.data !== undefined && job.data.state !== "done" && (
          <div aria-live="polite">
            <JobProgress job={job.data} />
            {job.data.error !== null && (
              <div className={ui.note} role="alert">
                <div>
                  <p>{job.data.error.message}</p>
                  <p>{job.data.error.help}</p>
                </div>
              </div>
            )}
          </div>
        )}
        {isStarting && jobId === undefined && (
          <p className="small">
            <Link href="/jobs">See how far it is among the jobs</Link>
          </p>
        )}
        {start.isError && <ErrorNote error={start.error} />}
        {!isStarting &&
          (mayRun ? (
            <Button
              variant="filled"
              leftSection={<IconFlask size={16} stroke={1.5} />}
              loading={start.isPending}
              onClick={() => start.mutate()}
            >
              Start
            </Button>
          ) : (
            <p className="small muted">Analysts, merchandisers and developers can start it.</p>
          ))}
      </div>
    </Card>
  );
}
