import { type ErrorCode, errorTable } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import { describeCounts } from "../imports/describe-counts.ts";
import type { ImportReport } from "../imports/import-report.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller, JobDetail, JobRow } from "../studio-shapes.ts";
import type { QueuedJob, StudioDeps } from "./studio-deps.ts";

const most = 200;
const ended: ReadonlySet<QueuedJob["state"]> = new Set(["completed", "failed", "cancelled"]);
const kinds: { readonly [name: string]: { readonly kind: JobRow["kind"]; readonly title: string } } = {
  publish: { kind: "publish", title: "Publish" },
  import: { kind: "import", title: "Import" },
  "index-catalogue": { kind: "index", title: "Index the catalogue" },
  notify: { kind: "other", title: "Send a notification" },
  "index-events": { kind: "index", title: "Count events" },
  "demo-shop": { kind: "sample-shop", title: "Make the demo shop" },
};

/** Work in the background, as its owner sees it. */
export function jobService(deps: StudioDeps): Pick<StudioServices, "listJobs" | "job" | "cancelJob" | "retryJob"> {
  return {
    async listJobs(caller) {
      const jobs = await deps.jobs.list(most);
      return jobs.filter((job) => isOf(caller, job)).map(jobRow);
    },
    async cancelJob(caller, jobId) {
      await findJob(deps, caller, jobId);
      return deps.jobs.cancel(jobId);
    },
    async retryJob(caller, jobId) {
      await findJob(deps, caller, jobId);
      await deps.jobs.retry(jobId);
    },
    async job(caller, jobId) {
      const job = await findJob(deps, caller, jobId);
      const result = job.result as StoredResult | null | undefined;
      return {
        ...jobRow(job),
        ...(result?.import === undefined ? {} : { import: reportOf(result.import) }),
        ...(result?.publish === undefined ? {} : { publish: result.publish }),
      };
    },
  };
}

/** Jobs of an earlier Aisle lack some of the fields. */
type StoredReport = Partial<ImportReport> & NonNullable<JobDetail["import"]>;
type StoredResult = Pick<JobDetail, "publish"> & { readonly import?: StoredReport };

function reportOf(report: StoredReport): StoredReport {
  const { about = [], columns = {} } = report as Partial<StoredReport>;
  return { ...report, about, columns, counted: describeCounts(report) };
}

/** A job of the caller's workspace; throws `job.not-found`. */
async function findJob(deps: StudioDeps, caller: Caller, jobId: string): Promise<QueuedJob> {
  const found = await deps.jobs.get(jobId);
  // The queue reads a job and then its state: one that ended in between has its outcome in a second reading only.
  const cutShort = found !== undefined && ended.has(found.state) && found.finishedAt === undefined;
  const job = cutShort ? await deps.jobs.get(jobId) : found;
  if (job === undefined || !isOf(caller, job))
    throw new AisleError("job.not-found", "There is no such job.", { jobId });
  return job;
}

function isOf(caller: Caller, job: QueuedJob): boolean {
  return job.payload.workspaceId === caller.workspaceId;
}

function jobRow(job: QueuedJob): JobRow {
  const { kind, title } = kinds[job.name] ?? { kind: "other" as const, title: job.name };
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const state =
    job.state === "completed"
      ? "done"
      : job.state === "running"
        ? "active"
        : job.state === "waiting" || job.state === "delayed"
          ? "waiting"
          : "failed";
  return {
    id: job.id,
    title: titleOf(title, job),
    kind,
    state,
    progress:
      // A job that waits for its next try says why.
      state === "waiting" && job.progress.note === undefined
        ? null
        : { done: Math.round(job.progress.share * 100), total: 100, unit: "%", words: job.progress.note ?? "" },
    createdAt: new Date(job.createdAt).toISOString(),
    startedAt: time(job.startedAt),
    finishedAt: time(job.finishedAt),
    error: state === "failed" ? failureOf(job) : null,
  };
}

function titleOf(title: string, job: QueuedJob): string {
  const what = job.payload.fileName ?? job.payload.slug;
  return typeof what === "string" ? `${title} ${what}` : title;
}

/** A job's failure is `code: message`; what the table knows of the code tells what to do. */
function failureOf(job: QueuedJob): { readonly message: string; readonly help: string } {
  if (job.state === "cancelled") return { message: "Cancelled.", help: "Start it again when you want it." };
  const failure = job.failure ?? "";
  const [, code, message] = /^([a-z-]+(?:\.[a-z-]+)?): ([\s\S]*)$/.exec(failure) ?? [];
  if (code === undefined || !Object.hasOwn(errorTable, code)) {
    return { message: "Something went wrong inside Aisle.", help: errorTable.internal.help };
  }
  return { message: message ?? failure, help: errorTable[code as ErrorCode].help };
}
