import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ExperimentDetail, Reading } from "../../../server/experiment-types.ts";
import { useMay } from "../../access/use-may.ts";
import { queryClient, trpc } from "../../api/trpc.ts";
import { JobProgress } from "../../jobs/job-row.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";

/** Up to when everything is counted, and a reading made now by its job. */
export function ReadAgain({
  detail,
  reading,
}: {
  readonly detail: ExperimentDetail;
  readonly reading: Reading | null;
}) {
  const mayRun = useMay("experiment");
  const [jobId, setJobId] = useState<string>();
  const job = useJob(jobId);
  const state = job.data?.state;
  const refresh = useMutation({
    ...trpc.experiments.refresh.mutationOptions(),
    onSuccess: (queued) => setJobId(queued.jobId),
  });
  useEffect(() => {
    if (state === "done") void queryClient.invalidateQueries(trpc.experiments.pathFilter());
  }, [state]);
  const isReading = state === "waiting" || state === "active";
  return (
    <div className="small muted" aria-live="polite">
      <p className="row">
        <span className="grow">
          {reading === null ? (
            "Nothing is counted yet."
          ) : (
            <>
              Counted up to <RelativeTime at={reading.at} />. Late events are added when they come.
            </>
          )}
        </span>
        {mayRun && detail.kind !== "import" && detail.startedAt !== null && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<IconRefresh size={14} stroke={1.5} />}
            loading={refresh.isPending || isReading}
            onClick={() => refresh.mutate({ id: detail.id })}
          >
            Read now
          </Button>
        )}
      </p>
      {isReading && job.data !== undefined && <JobProgress job={job.data} />}
      {state === "failed" && job.data?.error != null && <p className="bad">{job.data.error.message}</p>}
      {refresh.isError && <ErrorNote error={refresh.error} />}
    </div>
  );
}
