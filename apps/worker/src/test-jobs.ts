import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { AisleJobs, JobName } from "@aisle/app/jobs/aisle-jobs";
import type { Job } from "@aisle/contracts/job";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { type JobQueue, openJobQueue } from "@aisle/platform/queue/job-queue";
import { startJobs } from "./jobs/job-process.ts";
import { type TestHome, testHome, testWorkspace } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";

/** A job process within the test's own process, over a database, a queue and a data directory of its own. */
export interface TestJobs {
  readonly home: TestHome;
  readonly shop: TestShop;
  readonly queue: JobQueue<AisleJobs>;
  readonly uploads: UploadFolder;
  /** Gives a job and waits until it has ended, however. */
  run<Name extends JobName>(name: Name, payload: AisleJobs[Name]["payload"]): Promise<Job>;
  ended(jobId: string): Promise<Job>;
  /** Keeps a file's content as an upload and gives the import of it. */
  addImport(kind: string, fileName: string, content: string | Buffer, map?: object): Promise<ImportGiven>;
  /** `addImport`, and waits until it has ended. */
  import(kind: string, fileName: string, content: string | Buffer, map?: object): Promise<ImportGiven & Job>;
  /** Waits until no job is left to do. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface ImportGiven {
  readonly jobId: string;
  readonly uploadId: string;
}

export async function startTestJobs(): Promise<TestJobs> {
  const home = await testHome();
  const { environment } = home;
  const shop = new TestShop(home.pool);
  const running = await startJobs(environment);
  await running.warm();
  const queue = openJobQueue<AisleJobs>({ databaseUrl: environment.databaseUrl });
  const uploads = new UploadFolder(join(environment.home, "uploads"));
  const ended = async (jobId: string): Promise<Job> => {
    for (;;) {
      const job = await queue.get(jobId);
      if (job === undefined) throw new Error(`there is no job ${jobId}`);
      // A job is read before its state: one that ended in between is read again, for its outcome.
      if (job.finishedAt !== undefined && job.state !== "running") return job;
      await sleep(20);
    }
  };
  const addImport: TestJobs["addImport"] = async (kind, fileName, content, map = {}) => {
    const uploadId = await uploads.store(Readable.from([Buffer.from(content)]));
    const payload = { workspaceId: testWorkspace, kind, uploadId, fileName, map: JSON.stringify(map) };
    return { uploadId, jobId: await queue.add("import", payload) };
  };
  return {
    home,
    shop,
    queue,
    uploads,
    ended,
    addImport,
    run: async (name, payload) => ended(await queue.add(name, payload)),
    async import(...file) {
      const given = await addImport(...file);
      return { ...given, ...(await ended(given.jobId)) };
    },
    async idle() {
      // States are read one after the other: a job that goes from one to the next meanwhile is in neither.
      for (let free = 0; free < 2; await sleep(50))
        free = (await queue.list(1, ["waiting", "running", "delayed"])).length > 0 ? 0 : free + 1;
    },
    async stop() {
      await queue.close();
      await running.stop();
      await shop.close();
      await home.remove();
    },
  };
}
