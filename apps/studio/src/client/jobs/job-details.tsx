import { useEffect } from "react";
import { queryClient, trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { milliseconds } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import { ImportReport } from "./import-report.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobProgress, JobState } from "./job-row.tsx";
import { useJob } from "./use-job.ts";

/** One job with its report: what was stored, what was rejected and why. */
export function JobDetails({ jobId }: { readonly jobId: string }) {
  const query = useJob(jobId);
  const state = query.data?.state;
  useEffect(() => {
    // A finished import changes what the other pages show.
    if (state === "done") {
      void queryClient.invalidateQueries(trpc.catalogue.pathFilter());
      void queryClient.invalidateQueries(trpc.demoShop.pathFilter());
      void queryClient.invalidateQueries(trpc.start.pathFilter());
      void queryClient.invalidateQueries(trpc.nodes.facts.pathFilter());
      void queryClient.invalidateQueries(trpc.experiments.list.pathFilter());
    }
  }, [state]);
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  const job = query.data;
  if (job === undefined) return null;
  return (
    <Card
      title={job.title}
      aside={
        <>
          <JobActions job={job} />
          <JobState job={job} />
        </>
      }
    >
      <div aria-live="polite">
        <JobProgress job={job} />
        {job.error !== null && (
          <div className={ui.note} role="alert">
            <div>
              <p>{job.error.message}</p>
              <p>{job.error.help}</p>
            </div>
          </div>
        )}
      </div>
      {job.import !== undefined && <ImportReport report={job.import} />}
      {job.publish?.samples.map((sample) => (
        <p key={sample.title} className={`small ${sample.ok ? "" : "bad"}`}>
          {sample.title}: {sample.words}, {milliseconds(sample.totalMs)} ms
        </p>
      ))}
    </Card>
  );
}
