import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RepeatedPoll } from "./repeated-poll.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

class Counted extends RepeatedPoll {
  polls = 0;
  work: () => Promise<void> = async () => undefined;

  poll(): Promise<void> {
    this.polls++;
    return this.work();
  }
}

it("polls first when it should and then each minute, also after a failure, which it reports", async () => {
  const errors: unknown[] = [];
  const counted = new Counted((error) => errors.push(error), 5_000);
  counted.work = async () => {
    throw new Error("away");
  };
  counted.start();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(counted.polls).toBe(0);
  await vi.advanceTimersByTimeAsync(60_001);
  expect(counted.polls).toBe(2);
  expect(errors).toEqual([new Error("away"), new Error("away")]);
  await counted.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(counted.polls).toBe(2);
});

it("never polls twice at once, and stops once the poll that runs has ended, without another", async () => {
  const counted = new Counted(() => undefined);
  let end = () => {};
  counted.work = () => new Promise((resolve) => (end = resolve));
  counted.start();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(counted.polls).toBe(1);
  let stopped = false;
  const stopping = counted.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(stopped).toBe(false);
  end();
  await stopping;
  await vi.advanceTimersByTimeAsync(300_000);
  expect(counted.polls).toBe(1);
});
