// A thread or process that answers calls, and keeps itself busy for half a minute when it is asked to.
import { isMainThread } from "node:worker_threads";
import { answerInProcess, answerInThread } from "@aisle/platform/isolation/answer-calls";
import { AisleError } from "@aisle/runtime/errors";

const busyMs = 30_000;
const handlers = (parent) => ({
  add: ([a, b]) => a + b,
  pid: () => process.pid,
  busy: () => {
    const until = performance.now() + busyMs;
    while (performance.now() < until);
  },
  // Neither busy nor ever done, and deaf to the signal.
  deaf: () => new Promise(() => setInterval(() => undefined, 1000)),
  untilAborted: (_args, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("heard of it")))),
  fail: ([kind]) => {
    if (kind === "aisle") throw new AisleError("expression.invalid", "wrong", { field: "keep" });
    throw new TypeError("broken");
  },
  notCopied: () => () => 1,
  askBack: ([value]) => parent.call("double", [value]),
  exit: () => process.exit(3),
  fill: () => {
    const all = [];
    for (;;) all.push(new Array(10_000).fill(all.length));
  },
});
if (isMainThread) answerInProcess(handlers);
else answerInThread((_data, parent) => handlers(parent));
