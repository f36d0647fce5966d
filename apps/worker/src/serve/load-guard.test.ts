import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { LoadGuard } from "./load-guard.ts";

const workMs = 5;

/** Offers requests of 5 ms of work each, `perSecond` of them whatever becomes of the earlier ones, as many callers do. */
async function offer(guard: LoadGuard | undefined, perSecond: number, forMs: number) {
  const waits: number[] = [];
  let refused = 0;
  const started = performance.now();
  const answering: Promise<void>[] = [];
  const answer = async (askedAt: number) => {
    if (guard?.refuses() === true) {
      refused++;
      return;
    }
    guard?.enter();
    // As the embedding model runs: in a later phase of the event loop, and holding it.
    await immediate();
    for (const until = performance.now() + workMs; performance.now() < until; );
    guard?.leave();
    waits.push(performance.now() - askedAt);
  };
  for (let asked = 0; performance.now() - started < forMs; ) {
    const due = Math.floor(((performance.now() - started) * perSecond) / 1000);
    for (; asked < due; asked++) answering.push(answer(started + (asked * 1000) / perSecond));
    // Requests are read after the timers of a round, as those of sockets are.
    await sleep(1);
    await immediate();
  }
  await Promise.all(answering);
  waits.sort((a, b) => a - b);
  const answeredPerSecond = (waits.length * 1000) / (performance.now() - started);
  return { p99Ms: waits[Math.floor(waits.length * 0.99)]!, refused, answeredPerSecond };
}

it("keeps answers in time at twice what the process can do, and refuses the rest", async () => {
  let shed = 0;
  const guard = new LoadGuard({ onShed: () => shed++ });
  guard.start();
  const unguarded = await offer(undefined, 400, 3000);
  const guarded = await offer(guard, 400, 3000);
  expect(guard.isShedding).toBe(true);
  guard.stop();
  expect(unguarded.p99Ms).toBeGreaterThan(1000);
  expect(guarded.p99Ms).toBeLessThan(unguarded.p99Ms / 2);
  expect(guarded.refused).toBe(shed);
  // What is refused is what cannot be done: the process still works all the time.
  expect(guarded.answeredPerSecond).toBeGreaterThan(unguarded.answeredPerSecond / 2);
}, 20_000);

it("refuses nothing for one long pause, and nothing once the load is gone", () => {
  let now = 0;
  const guard = new LoadGuard({ clock: () => now, onShed: () => undefined });
  const round = (ms: number, requests: number) => {
    let refused = 0;
    for (let i = 0; i < requests; i++) {
      if (guard.refuses()) refused++;
      else guard.enter();
    }
    for (let i = 0; i < requests - refused; i++) guard.leave();
    now += ms;
    guard.tick();
    return refused;
  };
  for (let i = 0; i < 10; i++) expect(round(10, 50)).toBe(0);
  expect(round(500, 50)).toBe(0);
  for (let i = 0; i < 10; i++) expect(round(10, 200)).toBe(0);
  for (let i = 0; i < 10; i++) round(400, 200);
  expect(round(400, 200)).toBeGreaterThan(150);
  for (let i = 0; i < 60; i++) round(10, 200);
  expect(round(10, 200)).toBe(0);
});
