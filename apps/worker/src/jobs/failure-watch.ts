import type { ImportReport } from "@aisle/app/imports/import-report";
import type { Job } from "@aisle/contracts/job";
import type { ProcessStatus } from "@aisle/contracts/process-status";
import type { Notifier } from "@aisle/platform/notify/notifier";
import { errorTable } from "@aisle/runtime/error-table";
import type { JobDeps } from "./job-deps.ts";

const everyMs = 5_000;
/** Jobs that failed while no job process ran are still notified of for so long. */
const backMs = 3_600_000;
const listed = 50;
/** A restart, or a moment without the database, is nothing to wake anybody for. */
const degradedMs = 60_000;
const silentMs = 20_000;

interface Deps extends Pick<JobDeps, "queue" | "records" | "pool"> {
  readonly notifier: Notifier;
  readonly serving: () => Promise<readonly ProcessStatus[]>;
}

/** Notifies the people who should know of publishes and imports that failed, and of health that stays degraded. */
export class FailureWatch {
  readonly #deps: Deps;
  readonly #onError: (error: unknown) => void;
  readonly #raised = new Set<string>();
  readonly #degradedSince = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps, onError: (error: unknown) => void) {
    this.#deps = deps;
    this.#onError = onError;
  }

  start(): void {
    const poll = () => void this.poll(Date.now()).catch(this.#onError);
    this.#timer = setInterval(poll, everyMs);
    poll();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** `now` in milliseconds since 1970. */
  async poll(now: number): Promise<void> {
    for (const job of await this.#deps.queue.list(listed, ["failed", "completed"])) {
      const key = `job-failed/${job.id}/${job.finishedAt ?? 0}`;
      const text = failureOf(job);
      if (text === undefined || this.#raised.has(key) || (job.finishedAt ?? 0) < now - backMs) continue;
      await this.#notifyOfJob(job, key, text);
      this.#raised.add(key);
    }
    await this.#checkHealth(now);
  }

  async #notifyOfJob(job: Job, key: string, text: string): Promise<void> {
    const { workspaceId, versionId, fileName, slug, askedBy } = job.payload;
    if (typeof workspaceId !== "string") return;
    if (job.name === "publish") {
      const version = await this.#deps.records.version(workspaceId, String(versionId));
      await this.#deps.notifier.raise({
        ...{ workspaceId, key, text, kind: "publish.failed" },
        title: `“${slug}” was not published`,
        ...(version === undefined ? {} : { path: `/pipelines/${version.pipelineId}` }),
        to: version?.publishedBy == null ? [] : [version.publishedBy],
      });
    } else if (job.name === "import") {
      await this.#deps.notifier.raise({
        ...{ workspaceId, key, text, kind: "import.failed" },
        title: `The import of “${fileName}” failed`,
        path: `/jobs?job=${encodeURIComponent(job.id)}`,
        to: typeof askedBy === "string" ? [askedBy] : [],
      });
    }
  }

  async #checkHealth(now: number): Promise<void> {
    const alive = (await this.#deps.serving()).filter(({ seenAt }) => now - seenAt.getTime() < silentMs);
    const problems = new Map(
      alive.flatMap(({ host, detail }) => problemsOf(detail).map((each) => [`${host}/${each.part}`, each])),
    );
    for (const name of this.#degradedSince.keys()) if (!problems.has(name)) this.#degradedSince.delete(name);
    for (const [name, { part, message }] of problems) {
      const since = this.#degradedSince.get(name) ?? now;
      this.#degradedSince.set(name, since);
      const key = `health/${name}/${since}`;
      if (now - since < degradedMs || this.#raised.has(key)) continue;
      const { rows } = await this.#deps.pool.query<{ id: string }>("select id from workspace");
      for (const { id } of rows)
        await this.#deps.notifier.raise({
          ...{ workspaceId: id, key, text: message, kind: "health.degraded", to: [] },
          title: `Aisle is degraded: ${part}`,
        });
      this.#raised.add(key);
    }
  }
}

/** Why a job failed, for a person; an import that stopped halfway has failed too. `undefined` where nothing failed. */
function failureOf({ state, failure = "", result }: Job): string | undefined {
  if (state === "completed") {
    const { import: report } = (result ?? {}) as { readonly import?: Pick<ImportReport, "stopped"> };
    return report?.stopped == null || report.stopped.code === "cancelled" ? undefined : report.stopped.message;
  }
  const [, code, message] = /^([a-z-]+(?:\.[a-z-]+)?): ([\s\S]*)$/.exec(failure) ?? [];
  // What went wrong inside may quote queries or values: the log has it.
  const isKnown = code !== undefined && code !== "internal" && Object.hasOwn(errorTable, code);
  return isKnown ? message : "Something went wrong inside Aisle; its log has the details.";
}

interface Problem {
  readonly part: string;
  readonly message: string;
}

function problemsOf(detail: ProcessStatus["detail"]): readonly Problem[] {
  const { problems } = (detail ?? {}) as { readonly problems?: unknown };
  return Array.isArray(problems) ? (problems as Problem[]) : [];
}
