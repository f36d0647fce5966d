import { Button, Progress } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { queryClient, trpc } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { milliseconds } from "../../ui/format.ts";

/** A publish job as it goes: what it does now, what the samples answered, and whether it is live. */
export function PublishProgress({
  jobId,
  slug,
  onClose,
  onAgain,
}: {
  readonly jobId: string;
  readonly slug: string;
  readonly onClose: () => void;
  readonly onAgain: () => void;
}) {
  const [, navigate] = useLocation();
  const job = useQuery(
    trpc.jobs.get.queryOptions(
      { jobId },
      {
        refetchInterval: (query) =>
          query.state.data?.state === "done" || query.state.data?.state === "failed" ? false : 400,
      },
    ),
  );
  const state = job.data?.state;
  useEffect(() => {
    if (state !== "done" && state !== "failed") return;
    void queryClient.invalidateQueries(trpc.pipelines.pathFilter());
    void queryClient.invalidateQueries(trpc.endpoints.pathFilter());
    announce(
      state === "done" ? `Published. It answers at /v1/${slug}.` : "Not published. What was live before still is.",
    );
  }, [state, slug]);
  if (job.isError) return <ErrorNote error={job.error} onRetry={() => void job.refetch()} />;
  const { progress, error, publish } = job.data ?? { progress: null, error: null, publish: undefined };
  const share =
    progress === null || progress.total === null ? undefined : (progress.done / Math.max(1, progress.total)) * 100;
  const errors = publish?.problems.filter((problem) => problem.severity === "error") ?? [];
  return (
    <div style={{ display: "flex", flexDirection: "column", gap: 12 }}>
      {state !== "done" && state !== "failed" && (
        <>
          <p>{progress?.words ?? (state === "waiting" ? "Waiting for its turn" : "Checking the pipeline")}</p>
          <Progress value={share ?? 100} animated={share === undefined} aria-label="Publishing" />
        </>
      )}
      {state === "done" && (
        <p className="ok row">
          <IconCheck size={16} stroke={1.75} aria-hidden />
          {publish === undefined ? "It is live." : `Version ${publish.number} is live at /v1/${slug}.`}
        </p>
      )}
      {state === "failed" && (
        <p className="bad row">
          <IconX size={16} stroke={1.75} aria-hidden />
          {error?.message ?? "It was not published. What was live before still is."}
        </p>
      )}
      {errors.map((problem) => (
        <p key={`${problem.code}-${problem.node ?? ""}-${problem.message}`} className="small">
          {problem.message}
        </p>
      ))}
      {publish !== undefined && publish.samples.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Sample</th>
              <th>Answer</th>
              <th className="right">ms</th>
            </tr>
          </thead>
          <tbody>
            {publish.samples.map((sample) => (
              <tr key={sample.title}>
                <td>{sample.title}</td>
                <td className={sample.ok ? "" : "bad"}>{sample.words}</td>
                <td className="right">{milliseconds(sample.totalMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        {state === "failed" && <Button onClick={onAgain}>Back</Button>}
        <Button onClick={onClose}>Close</Button>
        {state === "done" && (
          <Button variant="filled" onClick={() => navigate(`/endpoints/${slug}`)}>
            Open the endpoint
          </Button>
        )}
      </div>
    </div>
  );
}
