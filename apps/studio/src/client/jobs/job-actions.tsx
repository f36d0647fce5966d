import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useMay } from "../access/use-may.ts";
import { describeError } from "../api/describe-error.ts";
import type { JobRow } from "../api/outputs.ts";
import { queryClient, trpc } from "../api/trpc.ts";

const refresh = () => queryClient.invalidateQueries(trpc.jobs.pathFilter());
const notify = (error: unknown) => notifications.show({ message: describeError(error).message, autoClose: 6000 });

/** Stops a job that waits or runs, or runs one that failed once more. */
export function JobActions({ job }: { readonly job: JobRow }) {
  if (!useMay("stock")) return null;
  if (job.state === "waiting" || job.state === "active") return <CancelJob job={job} />;
  return job.state === "failed" ? <RetryJob job={job} /> : null;
}

function CancelJob({ job }: { readonly job: JobRow }) {
  const cancel = useMutation({ ...trpc.jobs.cancel.mutationOptions(), onSuccess: refresh, onError: notify });
  return (
    <Button
      size="xs"
      aria-label={`Cancel ${job.title}`}
      // It stops at the next row or product, not at once.
      loading={cancel.isPending || cancel.isSuccess}
      onClick={() => cancel.mutate({ jobId: job.id })}
    >
      Cancel
    </Button>
  );
}

function RetryJob({ job }: { readonly job: JobRow }) {
  const retry = useMutation({ ...trpc.jobs.retry.mutationOptions(), onSuccess: refresh, onError: notify });
  return (
    <Button
      size="xs"
      aria-label={`Run ${job.title} again`}
      loading={retry.isPending}
      onClick={() => retry.mutate({ jobId: job.id })}
    >
      Run again
    </Button>
  );
}
