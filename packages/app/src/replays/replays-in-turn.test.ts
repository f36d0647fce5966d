import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { WorkerCalls } from "../runs/worker-calls.ts";
import { replaysInTurn } from "./replays-in-turn.ts";

type Input = Parameters<WorkerCalls["replay"]>[0];
const input = (pipelineId: string): Input => ({
  ...{ workspaceId: "ws", pipelineId, versionId: "v", revision: 1, requests: [], detail: "ids" },
});

it("asks for one package at a time, goes on after one that fails, and asks nothing for who left", async () => {
  const asked: string[] = [];
  let [asking, atOnce] = [0, 0];
  const worker = {
    async replay({ pipelineId }: Input) {
      asked.push(pipelineId);
      atOnce = Math.max(atOnce, ++asking);
      await sleep(5);
      asking--;
      if (pipelineId === "b") throw new Error("the worker is away");
      return { answers: [] };
    },
  };
  const { replay } = replaysInTurn({ worker });
  const leaving = new AbortController();
  const all = [replay(input("a")), replay(input("b")), replay(input("c"), leaving.signal), replay(input("d"))];
  leaving.abort();
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect([asked, atOnce]).toEqual([["a", "b", "d"], 1]);
});
