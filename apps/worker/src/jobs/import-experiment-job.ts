import { createReadStream } from "node:fs";
import { experimentFileOptions, readExperimentFile } from "@aisle/app/experiments/experiment-file";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { AuditActor } from "@aisle/contracts/audit";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { JobDeps } from "./job-deps.ts";
import { throttled } from "./throttled.ts";

/** Makes a finished experiment of an uploaded file; run again after an interruption, it makes the same one. */
export function importExperimentJob(deps: JobDeps): JobHandlers<AisleJobs>["import-experiment"] {
  return async ({ workspaceId, uploadId, fileName, experimentId, key, options, askedBy }, job) => {
    const { uploads, experiments } = deps;
    await uploads.sizeBytes(uploadId).catch(() => {
      throw new AisleError("import.unreadable", "The uploaded file is gone; send it again.");
    });
    const asked = experimentFileOptions.parse(JSON.parse(options));
    const progress = throttled(job.progress);
    const open = () => ({ fileName, bytes: createReadStream(uploads.path(uploadId)) });
    const { spec, reading, ...file } = await readExperimentFile(open, asked, Date.now(), {
      signal: job.signal,
      onProgress: (share, rows) => progress(share, `${rows} rows`),
    });
    const by: AuditActor = { workspaceId, userId: askedBy, via: "job" };
    const name = asked.name ?? fileName.replace(/\.(?:csv|tsv|txt|jsonl|ndjson|json)?(?:\.gz)?$/i, "");
    await experiments.create(by, {
      id: experimentId,
      key,
      name,
      kind: "import",
      pipelineId: null,
      versionId: null,
      spec,
    });
    const at = new Date(reading.at);
    // The reading first: what is stopped is read.
    await experiments.storeReading(workspaceId, experimentId, reading);
    await experiments.change(by, experimentId, 1, ["draft"], { state: "stopped", startedAt: at, stoppedAt: at });
    await uploads.remove(uploadId);
    return { experiment: { id: experimentId, key, name, ...file } } as unknown as Json;
  };
}
