import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { JobEvent } from "@aisle/contracts/job";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { QueueSettings } from "./bull-classes.ts";
import { type JobQueue, openJobQueue } from "./job-queue.ts";
import { type JobHandlers, type JobWorker, type JobWorkerOptions, startJobWorker } from "./job-worker.ts";

type Jobs = {
  double: { payload: { value: number }; result: number };
  flaky: { payload: { failures: number }; result: string };
  endless: { payload: { id: string }; result: null };
  echo: { payload: { text: string }; result: Json };
};

const waitMs = 15_000;

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

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
      more: JobWorkerOptions = {},
    ): Promise<JobWorker> => {
      const missing = async () => {
        throw new Error("not part of this test");
      };
      const handlers = { double: missing, flaky: missing, endless: missing, echo: missing, ...some };
      const worker = await startJobWorker<Jobs>(on, handlers, { takeOverMs, ...more });
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
      await expect(queue.add("endless", { id: "x".repeat(33_000) })).rejects.toMatchObject({
        code: "request.too-large",
        message: expect.stringMatching(/store the data and give its id/),
      });
      await expect(queue.cancel("nobody")).rejects.toMatchObject({ code: "job.not-found" });
      expect(await queue.get("nobody")).toBeUndefined();
    });

    it("stores results, reasons, progress and payloads that hold what PostgreSQL refuses, and runs each job once", async () => {
      const on = settings();
      const queue = open(on);
      const odd = "a\0b\ud83dc\udc5fd👟";
      const clean = "a\ufffdb\ufffdc\ufffdd👟";
      const runs: string[] = [];
      await work(on, {
        echo: async ({ text }, job) => {
          runs.push(text);
          await job.progress(0.5, odd);
          return { [odd]: [odd, { deep: odd }], undefined: undefined as never };
        },
        double: async () => {
          throw new Error(`no ${odd}`);
        },
        flaky: async () => {
          throw new AisleError("import.columns", `No column ${odd}.`);
        },
      });
      const echo = await queue.add("echo", { text: odd });
      const unknown = await queue.add("double", { value: 1 }, { attempts: 1 });
      const ours = await queue.add("flaky", { failures: 1 });
      await reaches(queue, echo, "completed");
      await reaches(queue, unknown, "failed");
      await reaches(queue, ours, "failed");
      expect(await queue.get(echo)).toMatchObject({
        payload: { text: clean },
        result: { [clean]: [clean, { deep: clean }] },
        progress: { note: clean },
      });
      expect(await queue.get(unknown)).toMatchObject({ failure: `no ${clean}`, attempts: 1 });
      expect(await queue.get(ours)).toMatchObject({ failure: `import.columns: No column ${clean}.`, attempts: 1 });
      expect(runs).toEqual([clean]);
    });

    it("gives a reason for whatever is thrown, and shortens a long one between two characters", async () => {
      const on = settings();
      const queue = open(on);
      const thrown: Record<string, unknown> = {
        text: "only a text",
        nothing: undefined,
        empty: new Error(""),
        long: new Error(`${"x".repeat(1999)}👟`),
      };
      await work(on, {
        echo: async ({ text }) => {
          throw thrown[text];
        },
      });
      const failureOf = async (text: string) => {
        const id = await queue.add("echo", { text }, { attempts: 1 });
        await reaches(queue, id, "failed");
        return (await queue.get(id))?.failure;
      };
      expect(await failureOf("text")).toBe("only a text");
      expect(await failureOf("nothing")).toBe("the job threw undefined");
      expect(await failureOf("empty")).toBe("the job threw an error without a message");
      expect(await failureOf("long")).toBe("x".repeat(1999));
    });

    it("goes on with a job whose progress cannot be stored", async () => {
      const on = settings();
      const queue = open(on);
      await work(on, {
        double: async ({ value }, { progress }) => {
          // JSON has no such number: storing it is what fails.
          await progress(0.5, 1n as never);
          return value * 2;
        },
      });
      const id = await queue.add("double", { value: 21 }, { attempts: 1 });
      await reaches(queue, id, "completed");
      expect((await queue.get(id))?.result).toBe(42);
    });

    it("answers a second retry, a retry of a job that did not fail, and an id that nothing can have", async () => {
      const on = settings();
      const queue = open(on);
      let healthy = false;
      const worker = await work(on, {
        double: async ({ value }) => {
          if (!healthy) throw new Error("ill");
          return value * 2;
        },
      });
      const id = await queue.add("double", { value: 2 }, { attempts: 1 });
      await reaches(queue, id, "failed");
      await worker.close();
      await Promise.all([queue.retry(id), queue.retry(id)]);
      await queue.retry(id);
      healthy = true;
      await work(on, { double: async ({ value }) => value * 2 });
      await reaches(queue, id, "completed");
      await expect(queue.retry(id)).rejects.toMatchObject({ code: "job.not-failed" });
      for (const odd of ["a\0b", "\ud83d", "x".repeat(5000)]) {
        expect(await queue.get(odd)).toBeUndefined();
        await expect(queue.cancel(odd)).rejects.toMatchObject({ code: "job.not-found" });
        await expect(queue.retry(odd)).rejects.toMatchObject({ code: "job.not-found" });
      }
    });

    const script = new URL("interrupted-worker.fixture.mjs", import.meta.url);
    /** Starts a worker in a process of its own that takes the job and never ends it, and kills it when it has begun. */
    const interrupt = async (on: QueueSettings, how: "advances" | "idle", times: number, takeOverMs = 1000) => {
      for (let i = 0; i < times; i++) {
        const child = fork(script, [JSON.stringify(on), how, String(takeOverMs)], { stdio: "inherit" });
        await once(child, "message");
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
    };

    it("takes over the job of a killed worker, however often that happens, while it gets further", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      await interrupt(on, "advances", 3);
      await work(on, { double: async ({ value }) => value * 2 }, 1000);
      await reaches(queue, id, "completed");
      expect(await queue.get(id)).toMatchObject({ result: 8, attempts: 1 });
    }, 60_000);

    it("says that a job's process is gone, and takes the job over at once, long before its lock runs out", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      await interrupt(on, "advances", 1, 60_000);
      expect(await queue.get(id)).toMatchObject({
        state: "running",
        progress: {
          note: expect.stringMatching(/^Interrupted; waiting for the interrupted run to be released, \d+ s at most$/),
        },
      });
      await work(on, { double: async ({ value }) => value * 2 }, 60_000);
      await reaches(queue, id, "completed");
      expect(await queue.get(id)).toMatchObject({ result: 8, progress: { share: 1 } });
    }, 60_000);

    it("leaves a job alone whose process lives", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      const end = deferred();
      const first = vi.fn(async () => {
        await end.promise;
        return 1;
      });
      await work(on, { double: first });
      await vi.waitFor(() => expect(first).toHaveBeenCalled(), { timeout: waitMs });
      const second = vi.fn(async () => 2);
      await work(on, { double: second });
      expect((await queue.get(id))?.progress).toEqual({ share: 0 });
      end.resolve();
      await reaches(queue, id, "completed");
      expect(second).not.toHaveBeenCalled();
    });

    it("gives up a job that is interrupted again and again without getting any further, and says so", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      await interrupt(on, "idle", 3);
      await work(on, { double: async ({ value }) => value * 2 }, 1000, { maxIdleInterruptions: 3 });
      await reaches(queue, id, "failed");
      expect(await queue.get(id)).toMatchObject({ failure: expect.stringMatching(/^job\.interrupted: .* 3 times/) });
      // Who runs it again starts afresh.
      await queue.retry(id);
      await reaches(queue, id, "completed");
    }, 60_000);

    it("does not count a worker that stops in order as a try or as an interruption", async () => {
      const on = settings();
      const queue = open(on);
      const id = await queue.add("double", { value: 4 });
      for (let i = 0; i < 5; i++) {
        const began = deferred();
        const stopping = await work(
          on,
          {
            double: (_, { signal }) => {
              began.resolve();
              return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
            },
          },
          30_000,
          { maxIdleInterruptions: 3 },
        );
        await began.promise;
        await stopping.close();
      }
      await work(on, { double: async ({ value }, { attempt }) => value * attempt });
      await reaches(queue, id, "completed");
      expect(await queue.get(id)).toMatchObject({ result: 4, attempts: 1 });
    }, 30_000);

    it("tries a failure that may pass again without counting it, as long as the job gets further", async () => {
      const on = settings();
      const queue = open(on);
      let runs = 0;
      await work(on, {
        flaky: async ({ failures }, { advanced }) => {
          await advanced();
          if (++runs <= failures) throw new AisleError("database.unavailable", "no answer");
          return "done";
        },
      });
      const id = await queue.add("flaky", { failures: 2 }, { attempts: 1 });
      await reaches(queue, id, "completed");
      expect(runs).toBe(3);
    }, 30_000);
  });
}
