import type { AisleJobs, JobName } from "@aisle/app/jobs/aisle-jobs";
import { processBody } from "@aisle/platform/isolation/killable-body";
import { KillableProgram, ProgramStopped } from "@aisle/platform/isolation/killable-program";
import type { JobContext, JobHandlers } from "@aisle/platform/queue/job-worker";
import { AisleError } from "@aisle/runtime/errors";
import type { Environment } from "../environment.ts";
import type { JobAsk } from "./job-child.ts";

/** After a cancellation: a job that hears of it stops by itself. */
const graceMs = 2_000;
/** A process without a job waits this long for the next one, with its models loaded. */
const idleMs = 300_000;
/** Milliseconds for which the checks of what people drew may keep their processor busy without a pause. */
const publishStallMs = 15_000;

/**
 * Runs jobs in two processes beside the one that looks after the queue: publishes and starts of experiments, which check what people drew, and all others, which leave the processor to serving.
 * A process is ended when a cancelled job of it goes on; its other jobs then begin again in the next one.
 */
export class JobRunners {
  readonly #publish: JobProcess;
  readonly #others: JobProcess;

  constructor(environment: Environment, script = new URL("./job-child.js", import.meta.url)) {
    this.#publish = new JobProcess(environment, script, { stallMs: publishStallMs });
    this.#others = new JobProcess(environment, script, { nice: environment.jobNice });
  }

  /** The handlers for a queue's worker; each gives its job to a process. */
  handlers(): JobHandlers<AisleJobs> {
    return {
      publish: (payload, context) => this.#publish.run("publish", payload, context),
      "start-experiment": (payload, context) => this.#publish.run("start-experiment", payload, context),
      import: (payload, context) => this.#others.run("import", payload, context),
      "import-experiment": (payload, context) => this.#others.run("import-experiment", payload, context),
      "index-catalogue": (payload, context) => this.#others.run("index-catalogue", payload, context),
      "index-events": (payload, context) => this.#others.run("index-events", payload, context),
      "fold-experiments": (payload, context) => this.#others.run("fold-experiments", payload, context),
      "fold-monitors": (payload, context) => this.#others.run("fold-monitors", payload, context),
      notify: (payload, context) => this.#others.run("notify", payload, context),
      "demo-shop": (payload, context) => this.#others.run("demo-shop", payload, context),
      "demo-traffic": (payload, context) => this.#others.run("demo-traffic", payload, context),
    };
  }

  /** Starts the processes before the first job needs them. */
  async warm(): Promise<void> {
    await Promise.all([this.#publish.warm(), this.#others.warm()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#publish.close(), this.#others.close()]);
  }
}

/** A process in which jobs run, several at once. */
class JobProcess {
  readonly #environment: Environment;
  readonly #program: KillableProgram;
  readonly #running = new Map<string, JobContext>();
  #idle: NodeJS.Timeout | undefined;

  constructor(environment: Environment, script: URL, { stallMs, nice = 0 }: { stallMs?: number; nice?: number }) {
    this.#environment = environment;
    this.#program = new KillableProgram({
      start: () => processBody(script, process.env, { nice }),
      graceMs,
      ...(stallMs === undefined ? {} : { stallMs }),
      handlers: {
        progress: ([id, share, note]: readonly [string, number, string | undefined]) =>
          this.#running.get(id)?.progress(share, note),
        advanced: ([id]: readonly [string]) => this.#running.get(id)?.advanced(),
      },
    });
  }

  async run<Name extends JobName>(
    name: Name,
    payload: AisleJobs[Name]["payload"],
    context: JobContext,
  ): Promise<AisleJobs[Name]["result"]> {
    const { id, attempt, signal } = context;
    const ask: JobAsk = { environment: this.#environment, name, payload, id, attempt };
    clearTimeout(this.#idle);
    this.#running.set(id, context);
    try {
      for (;;) {
        try {
          return await this.#program.call<AisleJobs[Name]["result"]>("job", [ask], { signal });
        } catch (error) {
          if (!(error instanceof ProgramStopped) || signal.aborted) throw error;
          // Another job of it was cancelled: that is no failure of this one, and costs it no try.
          if (error.reason === "cancelled") continue;
          if (error.reason === "stalled")
            throw new AisleError("check.stopped", `The checks were stopped: ${error.message}.`, {}, error);
          throw new AisleError("job.broken", `The job's process was ended: ${error.message}.`, {}, error);
        }
      }
    } finally {
      this.#running.delete(id);
      this.#rest();
    }
  }

  async warm(): Promise<void> {
    await this.#program.start();
    this.#rest();
  }

  close(): Promise<void> {
    clearTimeout(this.#idle);
    return this.#program.close();
  }

  #rest(): void {
    if (this.#running.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#program.rest(), idleMs);
    this.#idle.unref();
  }
}
