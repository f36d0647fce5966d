import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect } from "node:net";
import { afterAll, describe, vi } from "vitest";
import { freePort } from "../files/free-port.ts";
import { jobQueueConformance } from "./job-queue.conformance.ts";

const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasRedis)("on Redis", () => {
  let redis: ChildProcess | undefined;
  afterAll(() => void redis?.kill("SIGKILL"));

  jobQueueConformance(async () => {
    const port = await freePort();
    redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: "ignore",
    });
    const answers = () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => resolve(void socket.destroy())).once("error", reject);
      });
    await vi.waitFor(answers, { timeout: 10_000, interval: 50 });
    return { databaseUrl: "", redisUrl: `redis://127.0.0.1:${port}` };
  });
});
