import { publishJob } from "@aisle/app/jobs/publish-options";
import { AisleError } from "@aisle/runtime/errors";
import type { JobDeps } from "./job-deps.ts";
import { RepeatedPoll } from "./repeated-poll.ts";

/** A version is frozen and its job queued right after: what has no job by then was left by a crash in between. */
const graceMs = 15_000;

type Deps = Pick<JobDeps, "records" | "queue">;

/**
 * Finds versions that are neither ready nor failed: one whose job was never queued is queued, one whose job has ended without
 * saying so is failed with the reason. At the start of the job process and once a minute.
 */
export class UnfinishedPublishes extends RepeatedPoll {
  readonly #deps: Deps;

  constructor(deps: Deps, onError: (error: unknown) => void) {
    super(onError);
    this.#deps = deps;
  }

  poll(): Promise<void> {
    return finishPublishes(this.#deps, new Date(Date.now() - graceMs));
  }
}

/** Queues or fails every unfinished version that was frozen before a time. */
export async function finishPublishes({ records, queue }: Deps, before: Date): Promise<void> {
  for (const { id, workspaceId, pipelineId, slug } of await records.unfinishedVersions(before)) {
    const options = publishJob(id);
    const job = await queue.get(options.jobId);
    if (job === undefined) {
      // A version of an earlier Aisle has a job under another id; checking it twice does no harm.
      await queue.add("publish", { workspaceId, pipelineId, versionId: id, slug: slug ?? "" }, options);
    } else if (job.finishedAt !== undefined && (job.state === "failed" || job.state === "cancelled")) {
      const [, message = job.failure ?? ""] = /^[a-z.-]+: ([\s\S]*)$/.exec(job.failure ?? "") ?? [];
      const reason = job.state === "cancelled" ? "Publishing was cancelled." : message;
      const lost = new AisleError("publish.lost", reason === "" ? "Its checks ended without a result." : reason);
      await records.setVersion(workspaceId, id, {
        status: "failed",
        problems: [{ code: "prepare-failed", severity: "error", message: `${lost.message} ${lost.row.help}` }],
      });
    }
  }
}
