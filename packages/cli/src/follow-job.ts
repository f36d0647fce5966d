import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "./command-error.ts";
import type { ProgressLine } from "./progress-line.ts";
import type { StudioClient } from "./studio-client.ts";

/** What the studio reports of a job. */
export interface Job {
  readonly id: string;
  readonly title: string;
  readonly state: "waiting" | "active" | "done" | "failed";
  readonly progress: {
    readonly done: number;
    readonly total: number | null;
    readonly unit: string;
    readonly words: string;
  } | null;
  readonly error: { readonly message: string; readonly help: string } | null;
  readonly import?: ImportReport;
  readonly publish?: PublishReport;
  readonly experiment?: ExperimentReport;
}

export interface ImportReport {
  readonly read: number;
  readonly stored: number;
  readonly rejected: number;
  readonly skipped?: { readonly [why: string]: number };
  readonly notes?: readonly string[];
  readonly rejectedRows: readonly { readonly line: number; readonly reason: string; readonly text: string }[];
}

export interface ExperimentReport {
  readonly id: string;
  readonly key: string;
  readonly rows: number;
  readonly rejected: number;
  readonly rejectedRows: readonly { readonly line: number; readonly reason: string }[];
}

export interface PublishReport {
  readonly number: number;
  readonly slug: string;
  readonly problems: readonly { readonly severity: string; readonly message: string; readonly node?: string }[];
  readonly samples: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly words: string;
    readonly totalMs: number;
  }[];
}

/** Shows a job's progress until it has ended; throws its error when it failed. */
export async function followJob(client: StudioClient, jobId: string, line: ProgressLine): Promise<Job> {
  const leave = () => {
    line.end(`Left. The job goes on in the background; see it in the studio under Jobs (${jobId}).`);
    process.exit(130);
  };
  process.once("SIGINT", leave);
  try {
    for (;;) {
      const job = await client.query<Job>("jobs.get", { jobId });
      if (job.state === "done") return job;
      if (job.state === "failed") throw new CommandError(job.error?.message ?? "The job failed.", job.error?.help);
      const { progress } = job;
      const share =
        progress === null || progress.total === null ? "" : `${Math.round((100 * progress.done) / progress.total)} %`;
      line.show(
        [job.title, job.state === "waiting" ? "waits for its turn" : share, progress?.words ?? ""]
          .filter((part) => part !== "")
          .join(" · "),
      );
      await sleep(250);
    }
  } finally {
    process.removeListener("SIGINT", leave);
  }
}
