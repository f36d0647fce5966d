import type { MonitoredDecision } from "@aisle/contracts/monitor-source";
import type { HourSketches } from "./hour-sketches.ts";
import { wellFormed } from "./take-fields.ts";

/** How a step that took too long says so, in whatever way it then ended. */
const overTime = /took longer than \d|was still waited for|limit \d+ ms/;

/** Whether the reason of a step says that it took too long. */
export const isOverTime = (reason: string | undefined): boolean => reason !== undefined && overTime.test(reason);

interface StepKeys {
  readonly all: string;
  readonly skipped: string;
  readonly fellBack: string;
  readonly failed: string;
  readonly timedOut: string;
  readonly latency: string;
}

/** Adds the steps of decisions to the sketches of their hours. */
export class StepTaker {
  readonly #steps = new Map<string, StepKeys>();

  take(hour: HourSketches, { node, outcome, failed, reason, durationMs }: MonitoredDecision["steps"][number]): void {
    const keys = this.#keysOf(node);
    hour.count(keys.all);
    if (outcome === "skipped") hour.count(keys.skipped);
    else hour.addNumber(keys.latency, durationMs);
    if (outcome === "fell-back") hour.count(keys.fellBack);
    if (outcome === "failed" || failed === true) hour.count(keys.failed);
    if (isOverTime(reason)) hour.count(keys.timedOut);
  }

  #keysOf(node: string): StepKeys {
    let keys = this.#steps.get(node);
    if (keys === undefined) {
      const of = wellFormed(node);
      keys = {
        all: `steps ${of}`,
        skipped: `skipped ${of}`,
        fellBack: `fell-back ${of}`,
        failed: `failed ${of}`,
        timedOut: `timed-out ${of}`,
        latency: `latency of ${of}`,
      };
      if (this.#steps.size < 10_000) this.#steps.set(node, keys);
    }
    return keys;
  }
}
