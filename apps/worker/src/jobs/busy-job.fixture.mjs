// Stands for the process of a job: keeps its processor busy for half a minute, after it has said so.
import { answerInProcess } from "@aisle/platform/isolation/answer-calls";

answerInProcess((parent) => ({
  job: async ([{ id, name, payload }]) => {
    if (payload.versionId !== "busy") return { done: payload.versionId ?? name };
    await parent.call("progress", [id, 0.5, "busy"]);
    const until = performance.now() + 30_000;
    while (performance.now() < until);
    return { done: "late" };
  },
}));
