import type { Experiment } from "@aisle/contracts/experiment";
import { expect, it } from "vitest";
import { isOnAxis } from "./is-on-axis.ts";

const day = (of: number, hour = 0) => Date.UTC(2026, 10, of, hour);
const metric = (role: string, windowHours: number) => ({ role, metric: { windowHours } });
const experiment = (stopped: number | null) =>
  ({
    startedAt: new Date(day(1)),
    stoppedAt: stopped === null ? null : new Date(stopped),
    spec: { metrics: [metric("secondary", 720), metric("primary", 48)] },
  }) as unknown as Experiment;

it("shows what happened while the primary metric still counted, after the stop too", () => {
  const stopped = experiment(day(10));
  const shown = [day(1) - 1, day(1), day(10, 1), day(12), day(12) + 1];
  expect(shown.map((at) => isOnAxis(stopped, at, day(20)))).toEqual([false, true, true, true, false]);
  // What lies ahead did not happen yet.
  expect(isOnAxis(stopped, day(11, 1), day(11))).toBe(false);
});

it("shows everything up to now of one that runs, and nothing of one that did not start", () => {
  expect(isOnAxis(experiment(null), day(19), day(20))).toBe(true);
  expect(isOnAxis({ ...experiment(null), startedAt: null }, day(19), day(20))).toBe(false);
});
