import { runInThread, type ThreadWorkControl } from "../process/run-in-thread.ts";
import type { EventsReport } from "./index-events.ts";
import type { IndexEventsTask } from "./index-events-thread.ts";

/** Brings what is made of a workspace's events up to date, in a thread and over connections of its own. */
export function indexEventsInThread(task: IndexEventsTask, control: ThreadWorkControl = {}): Promise<EventsReport> {
  const entry = new URL("./index-events-thread.js", import.meta.url);
  return runInThread(entry, async () => (await import("./index-events-thread.ts")).run, task, control);
}
