// Stands for the process of a job: keeps its processor busy for half a minute, after it has said so. A job that is asked to wait
// does so for a minute when it is begun, and not when it is begun again.
import { existsSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { answerInProcess } from "@aisle/platform/isolation/answer-calls";

answerInProcess((parent) => ({
  job: async ([{ id, name, payload }]) => {
    if (payload.slug?.endsWith("begun")) {
      if (existsSync(payload.slug)) return { done: "begun again" };
      writeFileSync(payload.slug, "");
      await parent.call("progress", [id, 0.5, "busy"]);
      await sleep(60_000);
    }
    if (payload.versionId !== "busy") return { done: payload.versionId ?? name, priority: getPriority() };
    await parent.call("progress", [id, 0.5, "busy"]);
    const until = performance.now() + 30_000;
    while (performance.now() < until);
    return { done: "late" };
  },
}));
