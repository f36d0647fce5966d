import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import { cancelled } from "@aisle/platform/queue/job-queue";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { AisleError } from "@aisle/runtime/errors";

/** A publish whose version ends as failed also when its process was ended in the middle of the checks, which nobody could write there. */
export function watchedPublish(
  publish: JobHandlers<AisleJobs>["publish"],
  records: Pick<PipelineRecords, "setVersion">,
): JobHandlers<AisleJobs>["publish"] {
  return async (payload, job) => {
    try {
      return await publish(payload, job);
    } catch (error) {
      const message = whyStopped(error, job.signal);
      if (message !== undefined) {
        await records.setVersion(payload.workspaceId, payload.versionId, {
          status: "failed",
          problems: [{ code: "prepare-failed", severity: "error", message }],
        });
      }
      throw error;
    }
  };
}

/** A worker that stops aborts too, but its job is taken over by another. */
function whyStopped(error: unknown, signal: AbortSignal): string | undefined {
  if (signal.aborted) return signal.reason === cancelled ? "Publishing was cancelled." : undefined;
  return error instanceof AisleError && error.code === "check.stopped" ? error.message : undefined;
}
