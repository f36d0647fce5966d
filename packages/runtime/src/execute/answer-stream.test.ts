import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "../json.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { port } from "../node-sdk/port-type.ts";
import { actingNodes, Outside, planOf } from "./acting-nodes.fixture.ts";
import { type ExecuteOptions, execute } from "./execute.ts";

/** An answer node that streams what `source` yields. */
const streaming = (source: (signal: AbortSignal) => AsyncIterable<Json>) =>
  defineNode({
    type: "test.stream",
    version: 1,
    title: "Stream",
    summary: "For tests.",
    icon: "point",
    role: "answer",
    inputs: { value: port("Json") },
    outputs: { answer: port("Answer") },
    effects: ["signal"],
    config: z.object({}),
    migrations: {},
    examples: [{ title: "Nothing", inputs: {}, outputs: {} }],
    run: (ctx) => ({ answer: { body: { first: true }, slots: [], parts: source(ctx.signal) } }),
  });

async function open(source: (signal: AbortSignal) => AsyncIterable<Json>, options: Partial<ExecuteOptions> = {}) {
  const nodes = [...actingNodes.filter(({ role }) => role !== "answer"), streaming(source)];
  const plan = await planOf(
    new Outside(),
    [
      ["in", "request"],
      ["out", "stream"],
    ],
    ["in.value>out.value"],
    nodes,
  );
  const result = await execute(plan, {}, { mode: "live", capabilities: {}, ...options });
  return { result, stream: result.stream! };
}

async function* three(signal: AbortSignal): AsyncGenerator<Json> {
  for (const part of ["a", "b", "c"]) {
    await sleep(5);
    if (signal.aborted) return;
    yield part;
  }
}

/** Reads all parts; what ended the reading comes last. */
async function read(parts: AsyncIterable<Json>): Promise<unknown[]> {
  const got: unknown[] = [];
  try {
    for await (const part of parts) got.push(part);
  } catch (error) {
    got.push((error as { code?: string }).code);
  }
  return got;
}

const never = (signals: AbortSignal[]) =>
  async function* (signal: AbortSignal): AsyncGenerator<Json> {
    signals.push(signal);
    yield "one";
    // A source that does not listen to its signal.
    await new Promise(() => undefined);
  };

describe("an answer that goes on", () => {
  it("gives its body at once and its parts after, and the run ends with the last part", async () => {
    const { result, stream } = await open(three);
    expect(result.answer?.body).toEqual({ first: true });
    let ended = false;
    const end = stream.ended.then((last) => {
      ended = true;
      return last;
    });
    await sleep(20);
    expect(ended).toBe(false);
    expect(await read(stream.parts)).toEqual(["a", "b", "c"]);
    const last = await end;
    expect(last.error).toBeUndefined();
    expect(last.totalMs).toBeGreaterThan(result.totalMs);
  });

  it("ends at its deadline, even when its source does not listen", async () => {
    const signals: AbortSignal[] = [];
    const { stream } = await open(never(signals), { deadlineMs: 40 });
    expect(await read(stream.parts)).toEqual(["one", "run.deadline"]);
    expect((await stream.ended).error?.code).toBe("run.deadline");
    expect(signals[0]!.aborted).toBe(true);
  });

  it("ends at its deadline when nobody reads it", async () => {
    const { stream } = await open(three, { deadlineMs: 30 });
    expect((await stream.ended).error?.code).toBe("run.deadline");
    expect(await read(stream.parts)).toEqual(["run.deadline"]);
  });

  it("ends when the caller goes away, and when the reader stops", async () => {
    const signals: AbortSignal[] = [];
    const caller = new AbortController();
    const { stream } = await open(never(signals), { signal: caller.signal });
    const reading = read(stream.parts);
    await sleep(10);
    caller.abort();
    expect(await reading).toEqual(["one", "run.aborted"]);
    const other = await open(three);
    for await (const part of other.stream.parts) {
      expect(part).toBe("a");
      break;
    }
    expect((await other.stream.ended).error).toBeUndefined();
  });

  it("fails with its source", async () => {
    const { stream } = await open(async function* () {
      yield "one";
      throw new Error("the model hung up");
    });
    expect(await read(stream.parts)).toEqual(["one", "run.failed"]);
    expect((await stream.ended).error?.message).toBe("the model hung up");
  });
});
