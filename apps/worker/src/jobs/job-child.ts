import type { AisleJobs, JobName } from "@aisle/app/jobs/aisle-jobs";
import { answerInProcess } from "@aisle/platform/isolation/answer-calls";
import type { JobContext } from "@aisle/platform/queue/job-worker";
import type { Environment } from "../environment.ts";
import { openJobHandlers } from "./job-handlers.ts";

/** What a job is given in its process, beside its payload. */
export interface JobAsk {
  readonly environment: Environment;
  readonly name: JobName;
  readonly payload: AisleJobs[JobName]["payload"];
  readonly id: string;
  readonly attempt: number;
}

/** The process in which jobs run: it may be held up by what they work on, and is then ended. */
answerInProcess((parent) => {
  let opened: ReturnType<typeof openJobHandlers> | undefined;
  return {
    job: ([ask]: readonly [JobAsk], signal) => {
      opened ??= openJobHandlers(ask.environment);
      const context: JobContext = {
        id: ask.id,
        attempt: ask.attempt,
        signal,
        progress: (...given) => parent.call<void>("progress", [ask.id, ...given]).catch(() => undefined),
        advanced: () => parent.call("advanced", [ask.id]),
      };
      const run = opened[ask.name] as (payload: unknown, context: JobContext) => Promise<unknown>;
      return run(ask.payload, context);
    },
  };
});
