import { afterEach, expect, it, vi } from "vitest";
import { whileAllowed } from "./while-allowed.ts";

afterEach(() => void vi.useRealTimers());

it("ends a stream soon after its reader lost access, not because the question could not be asked, and with the reader", async () => {
  vi.useFakeTimers();
  const answers: (boolean | Error)[] = [true, new Error("no database"), false];
  let asked = 0;
  const ask = async () => {
    const answer = answers[asked++] ?? false;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const signal = whileAllowed(ask, undefined);
  await vi.advanceTimersByTimeAsync(31_000);
  expect([asked, signal.aborted]).toEqual([2, false]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect([asked, signal.aborted]).toEqual([3, true]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(3);

  const reader = new AbortController();
  const other = whileAllowed(ask, reader.signal);
  reader.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([other.aborted, asked]).toEqual([true, 3]);
});
