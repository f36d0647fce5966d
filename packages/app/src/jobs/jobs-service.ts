import type { Job } from "@aisle/contracts/job";
import { type ErrorCode, errorTable } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { may } from "../access/role.ts";
import { describeCounts } from "../imports/describe-counts.ts";
import type { ImportReport } from "../imports/import-report.ts";
import type { Area } from "../services/area.ts";
import type { JobsPorts } from "./jobs-ports.ts";
import type { JobDetail, JobRow } from "./jobs-shapes.ts";

const maxListed = 200;
const ended: ReadonlySet<Job["state"]> = new Set(["completed", "failed", "cancelled"]);
const kinds: { readonly [name: string]: { readonly kind: JobRow["kind"]; readonly title: string } } = {
  publish: { kind: "publish", title: "Publish" },
  import: { kind: "import", title: "Import" },
  "import-experiment": { kind: "import", title: "Import the experiment" },
  "index-catalogue": { kind: "index", title: "Index the catalogue" },
  notify: { kind: "other", title: "Send a notification" },
  "start-experiment": { kind: "other", title: "Start or continue an experiment" },
  "fold-experiments": { kind: "index", title: "Read experiments" },
  "fold-monitors": { kind: "index", title: "Read monitors" },
  "index-events": { kind: "index", title: "Count events" },
  "demo-shop": { kind: "sample-shop", title: "Make the demo shop" },
  "demo-traffic": { kind: "other", title: "Simulated shoppers" },
};

/** Work in the background, as its owner sees it. */
export interface JobsService {
  list(caller: Caller): Promise<readonly JobRow[]>;
  /** Throws `job.not-found`, as the two below. */
  get(caller: Caller, jobId: string): Promise<JobDetail>;
  /** True when the job will end; false when it had ended already. */
  cancel(caller: Caller, jobId: string): Promise<boolean>;
  /** Runs a failed or cancelled job once more. */
  retry(caller: Caller, jobId: string): Promise<void>;
}

export const jobsArea: Area<JobsService, JobsPorts> = {
  permissions: { list: "look", get: "look", cancel: "stock", retry: "stock" },
  make: ({ jobs }) => ({
    async list(caller) {
      const latest = await jobs.list(maxListed);
      return latest.filter((job) => isOf(caller, job)).map(jobRow);
    },
    async cancel(caller, jobId) {
      await findJob(jobs, caller, jobId);
      return jobs.cancel(jobId);
    },
    async retry(caller, jobId) {
      await findJob(jobs, caller, jobId);
      await jobs.retry(jobId);
    },
    async get(caller, jobId) {
      const job = await findJob(jobs, caller, jobId);
      const result = job.result as StoredResult | null | undefined;
      return {
        ...jobRow(job),
        ...(result?.import === undefined ? {} : { import: reportOf(result.import, may(caller.role, "stock")) }),
        ...(result?.experiment === undefined ? {} : { experiment: result.experiment }),
        ...(result?.publish === undefined ? {} : { publish: result.publish }),
      };
    },
  }),
};

/** Jobs of an earlier Aisle lack some of the fields. */
type StoredReport = Partial<ImportReport> & NonNullable<JobDetail["import"]>;
type StoredResult = Pick<JobDetail, "publish" | "experiment"> & { readonly import?: StoredReport };

/** Rows stand in a report as they stand in the file, costs included: they are for those who may import. */
function reportOf(report: StoredReport, mayImport: boolean): StoredReport {
  const { about = [], columns = {}, rejectedRows = [] } = report as Partial<StoredReport>;
  return {
    ...report,
    about,
    columns,
    counted: describeCounts(report),
    rejectedRows: mayImport ? rejectedRows : [],
  };
}

/** A job of the caller's workspace; throws `job.not-found`. */
async function findJob(jobs: JobsPorts["jobs"], caller: Caller, jobId: string): Promise<Job> {
  const found = await jobs.get(jobId);
  // The queue reads a job and then its state: one that ended in between has its outcome in a second reading only.
  const cutShort = found !== undefined && ended.has(found.state) && found.finishedAt === undefined;
  const job = cutShort ? await jobs.get(jobId) : found;
  if (job === undefined || !isOf(caller, job))
    throw new AisleError("job.not-found", "There is no such job.", { jobId });
  return job;
}

function isOf(caller: Caller, job: Job): boolean {
  return job.payload.workspaceId === caller.workspaceId;
}

function jobRow(job: Job): JobRow {
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

function titleOf(title: string, job: Job): string {
  const what = job.payload.fileName ?? job.payload.slug;
  return typeof what === "string" ? `${title} ${what}` : title;
}

/** A job's failure is `code: message`; what the table knows of the code says what to do. */
function failureOf(job: Job): { readonly message: string; readonly help: string } {
  if (job.state === "cancelled") return { message: "Cancelled.", help: "Start it again when you want it." };
  const failure = job.failure ?? "";
  const [, code, message] = /^([a-z-]+(?:\.[a-z-]+)?): ([\s\S]*)$/.exec(failure) ?? [];
  if (code === undefined || !Object.hasOwn(errorTable, code)) {
    return { message: "Something went wrong inside Aisle.", help: errorTable.internal.help };
  }
  return { message: message ?? failure, help: errorTable[code as ErrorCode].help };
}
