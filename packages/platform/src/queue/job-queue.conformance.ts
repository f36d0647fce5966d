import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { AisleError } from "@aisle/runtime/errors";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { QueueSettings } from "./bull-classes.ts";
import type { JobEvent } from "./job.ts";
import { type JobQueue, openJobQueue } from "./job-queue.ts";
import { type JobHandlers, type JobWorker, startJobWorker } from "./job-worker.ts";

type Jobs = {
  double: { payload: { value: number }; result: number };
  flaky: { payload: { failures: number }; result: string };
  endless: { payload: { id: string }; result: null };
};

const waitMs = 15_000;

/** The suite that every server of the queue must pass. */
export function jobQueueConformance(server: () => Promise<Omit<QueueSettings, "queueName">>): void {
  describe("job queue", () => {
    let base: Omit<QueueSettings, "queueName">;
    let opened: { close(): Promise<void> }[] = [];
    beforeAll(async () => {
      base = await server();
    });
    afterEach(async () => {
      for (const one of opened.reverse()) await one.close();
      opened = [];
    });

    const settings = (): QueueSettings => ({ ...base, queueName: `test-${randomBytes(6).toString("hex")}` });
    const open = (on: QueueSettings): JobQueue<Jobs> => {
      const queue = openJobQueue<Jobs>(on);
      opened.push(queue);
      return queue;
    };
    const work = async (
      on: QueueSettings,
      some: Partial<JobHandlers<Jobs>>,
      takeOverMs = 30_000,
    ): Promise<JobWorker> => {
      const missing = async () => {
        throw new Error("not part of this test");
      };
      const handlers = { double: missing, flaky: missing, endless: missing, ...some };
      const worker = await startJobWorker<Jobs>(on, handlers, { takeOverMs });
      opened.push(worker);
      return worker;
    };
    const reaches = (queue: JobQueue<Jobs>, id: string, state: string) =>
      vi.waitFor(async () => expect(await queue.get(id)).toMatchObject({ state }), { timeout: waitMs, interval: 50 });

    it("runs a job, shows its progress to a watcher, and keeps the result", async () => {
      const on = settings();
      const queue = open(on);
      const events: JobEvent[] = [];
      const stop = await queue.watch((event) => events.push(event));
      await work(on, {
        double: async ({ value }, job) => {
          await job.progress(0.5, "half way");
          return value * 2;
        },
      });
      const id = await queue.add("double", { value: 21 });
      await reaches(queue, id, "completed");
      expect(await queue.get(id)).toMatchObject({
        name: "double",
        payload: { value: 21 },
        result: 42,
        progress: { share: 1, note: "half way" },
        attempts: 1,
      });
      await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain("completed"), waitMs);
      expect(events).toContainEqual({ id, kind: "progress", progress: { share: 0.5, note: "half way" } });
      await stop();
    });

    it("tries a retryable failure again and gives up at once on one that is not", async () => {
      const on = settings();
      const queue = open(on);
      const tries: number[] = [];
      await work(on, {
        flaky: async ({ failures }, { attempt }) => {
          tries.push(attempt);
          if (attempt <= failures) throw new AisleError("database.unavailable", "no answer");
          return "done";
        },
        double: async () => {
          throw new AisleError("pipeline.not-found", "no pipeline pipe_1");
        },
      });
      const again = await queue.add("flaky", { failures: 1 });
      const never = await queue.add("double", { value: 1 });
      await reaches(queue, never, "failed");
      expect(await queue.get(never)).toMatchObject({ failure: "pipeline.not-found: no pipeline pipe_1", attempts: 1 });
      await reaches(queue, again, "completed");
      expect(tries).toEqual([1, 2]);
    });

    it("runs a failed job once more on request", async () => {
      const on = settings();
      const queue = open(on);
      let healthy = false;
      await work(on, {
        double: async ({ value }) => {
          if (!healthy) throw new Error("ill");
          return value * 2;
        },
      });
      const id = await queue.add("double", { value: 2 }, { attempts: 1 });
      await reaches(queue, id, "failed");
      healthy = true;
      await queue.retry(id);
      await reaches(queue, id, "completed");
    });

    it("cancels waiting jobs by removing them and running ones through their signal", async () => {
      const on = settings();
      const queue = open(on);
      const waiting = await queue.add("endless", { id: "a" });
      expect(await queue.cancel(waiting)).toBe(true);
      expect(await queue.get(waiting)).toBeUndefined();
      await work(on, {
        endless: (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped")))),
      });
      const running = await queue.add("endless", { id: "b" });
      await reaches(queue, running, "running");
      expect(await queue.cancel(running)).toBe(true);
      await reaches(queue, running, "cancelled");
      expect(await queue.cancel(running)).toBe(false);
      expect((await queue.list(10, ["cancelled"])).map(({ id }) => id)).toEqual([running]);
      expect(await queue.list(10, ["failed"])).toEqual([]);
    });

    it("adds a job of a known id once, keeps delayed ones back, lists the latest first", async () => {
      const on = settings();
      const queue = open(on);
      expect(await queue.add("double", { value: 1 }, { jobId: "one" })).toBe("one");
      expect(await queue.add("double", { value: 9 }, { jobId: "one" })).toBe("one");
      await new Promise((resolve) => setTimeout(resolve, 5));
      const later = await queue.add("double", { value: 2 }, { delayMs: 60_000 });
      expect((await queue.list(10)).map(({ id, state }) => [id, state])).toEqual([
        [later, "delayed"],
        ["one", "waiting"],
      ]);
      expect(await queue.get("one")).toMatchObject({ payload: { value: 1 } });
    });

    it("refuses a payload that carries data instead of ids, and an unknown job", async () => {
      const queue = open(settings());
      await expect(queue.add("endless", { id: "x".repeat(5000) })).rejects.toThrow(/store the data and give its id/);
      await expect(queue.cancel("nobody")).rejects.toMatchObject({ code: "job.not-found" });
      expect(await queue.get("nobody")).toBeUndefined();
    });

    it("takes over the job of a killed worker", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      const script = new URL("killed-worker.fixture.mjs", import.meta.url);
      const child = fork(script, [JSON.stringify(on)], { stdio: "inherit" });
      await reaches(queue, id, "running");
      child.kill("SIGKILL");
      await work(on, { double: async ({ value }) => value * 2 }, 1000);
      await reaches(queue, id, "completed");
    });
  });
}
