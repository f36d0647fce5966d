import type { Browser, Page } from "playwright-core";

/** An event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { readonly url: string; readonly processId: number }[] };
  };
}

/** What a walk cost a page. */
export interface TraceCost {
  /** Durations of the tasks of the page's main thread, in milliseconds. */
  readonly tasksMs: readonly number[];
  /** Frames that the display asked for and that something had changed in, but that were not ready in time. */
  readonly dropped: number;
  /** Frames that were shown. */
  readonly shown: number;
}

const categories = [
  "toplevel",
  "disabled-by-default-devtools.timeline",
  "disabled-by-default-devtools.timeline.frame",
  "devtools.timeline.frame",
];

/** Traces a page while something is done to it, and reads the trace. */
export async function traceRun(browser: Browser, page: Page, run: () => Promise<void>): Promise<TraceCost> {
  await browser.startTracing(page, { categories });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return costOf(traceEvents, page.url());
}

/** Reads what a page at a URL cost: its main thread's tasks, and the dropped and drawn frames of its compositor. */
export function costOf(events: readonly TraceEvent[], url: string): TraceCost {
  const frames = events.find((event) => event.name === "TracingStartedInBrowser")?.args?.data?.frames ?? [];
  const pid = frames.find((frame) => frame.url === url)?.processId;
  const main = events.find(
    (event) => event.pid === pid && event.name === "thread_name" && event.args?.name === "CrRendererMain",
  );
  if (main === undefined) throw new Error(`The trace has no main thread of ${url}.`);
  const ours = events.filter((event) => event.pid === pid);
  const tasks = ours.filter((event) => event.tid === main.tid && event.ph === "X" && event.name === "RunTask");
  if (tasks.length === 0) throw new Error(`The trace has no task of ${url}.`);
  const count = (name: string) => ours.filter((event) => event.name === name).length;
  if (count("DrawFrame") === 0) throw new Error(`The trace has no frame of ${url}.`);
  return {
    tasksMs: tasks.map((task) => (task.dur ?? 0) / 1000),
    dropped: count("DroppedFrame"),
    shown: count("DrawFrame"),
  };
}
