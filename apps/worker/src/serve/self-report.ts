import { type EventLoopUtilization, monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { LivePlans } from "@aisle/app/serving/live-plans";
import type { ClockWatch } from "@aisle/platform/postgres/clock-watch";
import type { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import type { Json } from "@aisle/runtime/json";
import { reportProcess } from "../report-process.ts";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";

/** Writes every five seconds what this process serves and how it fares; `stop` takes its row away. */
export function reportSelf(
  store: ProcessStatusStore,
  {
    plans,
    metrics,
    clock,
    health,
  }: {
    readonly plans: LivePlans;
    readonly metrics: Metrics;
    readonly clock: ClockWatch;
    readonly health: Pick<Health, "problems">;
  },
  onError: (error: unknown) => void,
): { readonly now: () => Promise<void>; readonly stop: () => Promise<void> } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let cpu = process.cpuUsage();
  let loop: EventLoopUtilization = performance.eventLoopUtilization();
  let last = performance.now();
  const detail = () => {
    const elapsedMs = performance.now() - last;
    last = performance.now();
    const used = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    const busy = performance.eventLoopUtilization(loop);
    loop = performance.eventLoopUtilization();
    const found = {
      versions: plans.states(),
      requestsPerSecond: (metrics.takeRequestCount() * 1000) / Math.max(1, elapsedMs),
      cpuShare: (used.user + used.system) / 1000 / Math.max(1, elapsedMs),
      loopShare: busy.utilization,
      // The histogram counts from the sampling interval; what is above it is delay.
      loopDelayMs: Math.max(0, delay.percentile(99) / 1e6 - 20),
      clockAheadMs: clock.aheadMs ?? null,
      problems: health.problems(),
    };
    delay.reset();
    return found as unknown as Json;
  };
  const reports = reportProcess(store, "serve", detail, onError);
  return {
    now: reports.now,
    async stop() {
      delay.disable();
      await reports.stop();
    },
  };
}
