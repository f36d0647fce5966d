import { expect, it } from "vitest";
import { costOf, type TraceEvent } from "./canvas-trace.ts";

const event = (name: string, pid: number, tid: number, more: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  ph: "I",
  pid,
  tid,
  ...more,
});

const started = event("TracingStartedInBrowser", 1, 1, {
  args: {
    data: {
      frames: [
        { url: "http://a/", processId: 7 },
        { url: "http://b/", processId: 8 },
      ],
    },
  },
});
const main = (pid: number) => event("thread_name", pid, 70, { ph: "M", args: { name: "CrRendererMain" } });
const task = (pid: number, tid: number, dur: number) => event("RunTask", pid, tid, { ph: "X", dur });

it("counts the tasks of the page's own main thread, and its own frames", () => {
  const events = [
    started,
    main(7),
    main(8),
    task(7, 70, 4000),
    task(7, 70, 21_000),
    task(7, 71, 90_000),
    task(8, 70, 50_000),
    event("DroppedFrame", 7, 72),
    event("DroppedFrame", 8, 72),
    event("DrawFrame", 7, 72),
    event("DrawFrame", 7, 72),
  ];
  expect(costOf(events, "http://a/")).toEqual({ tasksMs: [4, 21], dropped: 1, shown: 2 });
});

it("refuses a trace without the page, or without its tasks and frames", () => {
  expect(() => costOf([started, main(8)], "http://a/")).toThrow("no main thread");
  expect(() => costOf([started, main(7)], "http://a/")).toThrow("no task");
  expect(() => costOf([started, main(7), task(7, 70, 1000)], "http://a/")).toThrow("no frame");
});
