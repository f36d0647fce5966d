import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import type { Json } from "@aisle/runtime/json";

const everyMs = 5_000;

/** Writes every five seconds what a process says of itself; `stop` takes its row away. */
export function reportProcess(
  store: ProcessStatusStore,
  kind: "serve" | "jobs",
  detail: () => Json,
  onError: (error: unknown) => void,
): { readonly now: () => Promise<void>; readonly stop: () => Promise<void> } {
  const id = `proc_${hostname()}_${process.pid}_${randomUUID().slice(0, 8)}`;
  const startedAt = new Date();
  const report = () => store.report(id, kind, startedAt, detail());
  const timer = setInterval(() => report().catch(onError), everyMs);
  timer.unref();
  return {
    now: report,
    async stop() {
      clearInterval(timer);
      await store.remove(id);
    },
  };
}
