import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { LivePlans } from "@aisle/app/serving/live-plans";
import type { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import type { Json } from "@aisle/runtime/json";
import type { Metrics } from "./metrics.ts";

const everyMs = 5_000;

/** Writes every five seconds what this process serves and how it fares; `stop` takes its row away. */
export function reportSelf(
  store: ProcessStatusStore,
  plans: LivePlans,
  metrics: Metrics,
  onError: (error: unknown) => void,
): { readonly now: () => Promise<void>; readonly stop: () => Promise<void> } {
  const id = `proc_${hostname()}_${process.pid}_${randomUUID().slice(0, 8)}`;
  const startedAt = new Date();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let cpu = process.cpuUsage();
  let loop: EventLoopUtilization = performance.eventLoopUtilization();
  let last = performance.now();
  const report = async () => {
    const elapsedMs = performance.now() - last;
    last = performance.now();
    const used = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    const busy = performance.eventLoopUtilization(loop);
    loop = performance.eventLoopUtilization();
    const detail = {
      versions: plans.states(),
      requestsPerSecond: (metrics.takeRequestCount() * 1000) / Math.max(1, elapsedMs),
      cpuShare: (used.user + used.system) / 1000 / Math.max(1, elapsedMs),
      loopShare: busy.utilization,
      // The histogram counts from the sampling interval; what is above it is delay.
      loopDelayMs: Math.max(0, delay.percentile(99) / 1e6 - 20),
    };
    delay.reset();
    await store.report(id, "serve", startedAt, detail as unknown as Json);
  };
  const timer = setInterval(() => report().catch(onError), everyMs);
  timer.unref();
  return {
    now: report,
    async stop() {
      clearInterval(timer);
      delay.disable();
      await store.remove(id);
    },
  };
}
