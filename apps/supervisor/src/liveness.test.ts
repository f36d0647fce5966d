import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { watchLiveness } from "./liveness.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(script: string): number {
  const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
  children.push(child);
  return child.pid!;
}

const silentFor = async (pid: number, maxMs: number, waitMs: number): Promise<boolean> => {
  let stalled = false;
  const liveness = watchLiveness(
    pid,
    () => {
      stalled = true;
    },
    maxMs,
  );
  liveness.beat();
  for (const until = Date.now() + waitMs; !stalled && Date.now() < until; ) await sleep(50);
  liveness.stop();
  return stalled;
};

it("ends a program that computes without a sign of life", async () => {
  expect(await silentFor(run("for (;;);"), 1000, 60_000)).toBe(true);
}, 70_000);

it.runIf(process.platform === "linux")(
  "leaves one that gets no time to compute, but not without limit",
  async () => {
    const waiting = "setInterval(() => undefined, 1e6)";
    expect(await silentFor(run(waiting), 1500, 4000)).toBe(false);
    expect(await silentFor(run(waiting), 400, 60_000)).toBe(true);
  },
  70_000,
);

it("judges nobody who has not spoken yet", async () => {
  let stalled = false;
  const liveness = watchLiveness(
    run("for (;;);"),
    () => {
      stalled = true;
    },
    500,
  );
  await sleep(2500);
  liveness.stop();
  expect(stalled).toBe(false);
});
