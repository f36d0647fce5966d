import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compile } from "../compile/compile.ts";
import type { Facts } from "../compile/facts.ts";
import { AisleError, isTransient } from "../errors.ts";
import { emptyGraph, type Graph, type GraphNode } from "../graph/graph.ts";
import { defineNode, fellBack } from "../node-sdk/define-node.ts";
import { many, optional, port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { type ExecuteOptions, execute } from "./execute.ts";

const base = {
  version: 1,
  summary: "For tests.",
  icon: "x",
  migrations: {},
  examples: [{ title: "e", inputs: {}, outputs: {} }],
};
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const trigger = defineNode({
  ...base,
  type: "test.trigger",
  title: "Request",
  role: "trigger",
  inputs: {},
  outputs: { text: port("Text") },
  config: z.object({}),
  effects: ["request"],
  run: (ctx) => ({ text: typeof ctx.request.body.text === "string" ? ctx.request.body.text : undefined }),
});
const answer = defineNode({
  ...base,
  type: "test.answer",
  title: "Answer",
  role: "answer",
  inputs: { text: port("Text") },
  outputs: { answer: port("Answer") },
  config: z.object({}),
  effects: [],
  run: (_ctx, { text }) => ({ answer: { body: { text }, slots: [] } }),
});
/** Appends its mark; how it goes is its config's. */
const mark = defineNode({
  ...base,
  type: "test.mark",
  title: "Mark",
  inputs: { text: port("Text"), aside: optional(port("Text")) },
  outputs: { text: port("Text") },
  config: z.object({
    mark: z.string().default("."),
    how: z.enum(["away", "sync", "busy", "async", "throw", "reject", "none", "second"]).default("sync"),
    ms: z.number().default(5),
  }),
  effects: [],
  run: (_ctx, { text }, { mark: sign, how, ms }) => {
    if (how === "away") throw new AisleError("database.unavailable", "it does not answer");
    if (how === "throw") throw new AisleError("expression.invalid", "it cannot");
    if (how === "reject") return sleep(ms).then(() => Promise.reject(new Error("it broke")));
    if (how === "busy") for (const until = performance.now() + ms; performance.now() < until; );
    if (how === "none") return {};
    if (how === "second") return fellBack({ text: `${text}~` }, "the first choice was not there");
    return how === "async" ? sleep(ms).then(() => ({ text: text + sign })) : { text: text + sign };
  },
});
const join = defineNode({
  ...base,
  type: "test.join",
  title: "Join",
  inputs: { texts: many(port("Text"), 2) },
  outputs: { text: port("Text") },
  config: z.object({}),
  effects: [],
  run: (_ctx, { texts }) => ({ text: texts.join("+") }),
});
const first = defineNode({
  ...base,
  type: "test.first",
  title: "First of",
  role: "first",
  inputs: { texts: many(port("Text")) },
  outputs: { text: port("Text") },
  config: z.object({}),
  effects: [],
  run: (_ctx, { texts }) => ({ text: texts.find((text) => text !== "") ?? texts.at(-1) }),
});
const dice = defineNode({
  ...base,
  type: "test.dice",
  title: "Dice",
  inputs: { text: port("Text") },
  outputs: { text: port("Text") },
  config: z.object({}),
  effects: ["random", "clock", "log"],
  run: (ctx, { text }) => {
    ctx.log.note("rolled");
    return { text: `${text}${ctx.random.next()}@${ctx.clock.now()}:${Object.keys(ctx).sort().join(",")}` };
  },
});

const left = defineNode({
  ...base,
  type: "test.left",
  title: "Left",
  inputs: { text: port("Text") },
  outputs: { text: port("Text") },
  config: z.object({}),
  effects: ["deadline"],
  run: async (ctx) => ({ text: String(ctx.deadline.leftMs()) }),
});

const registry = makeRegistry([trigger, answer, mark, join, first, dice, left]);
const facts: Facts = { target: "endpoint", collections: [] };
const node = (id: string, type: string, extra: Partial<GraphNode> = {}): GraphNode => ({
  id,
  type: `test.${type}`,
  version: 1,
  position: { x: 0, y: 0 },
  config: {},
  ...extra,
});
const graphOf = (nodes: GraphNode[], wires: [string, string][]): Graph => ({
  ...emptyGraph,
  nodes,
  edges: wires.map(([from, to], index) => ({ id: `e${index}`, from, to })),
});

async function run(graph: Graph, options: Partial<ExecuteOptions> = {}, body = { text: "in" }) {
  const compiled = await compile(graph, registry, facts);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const result = await execute(compiled.plan, body, { mode: "live", capabilities: {}, ...options });
  return {
    result,
    text: result.answer?.body.text,
    outcomes: Object.fromEntries(result.steps().map((s) => [s.node, s.outcome])),
  };
}

/** in → a mark of the given settings → out */
const oneMark = (extra: Partial<GraphNode>) =>
  graphOf(
    [node("in", "trigger"), node("a", "mark", extra), node("out", "answer")],
    [
      ["in.text", "a.text"],
      ["a.text", "out.text"],
    ],
  );

describe("execute", () => {
  it("answers a sync chain without a promise", async () => {
    const compiled = await compile(oneMark({ config: { mark: "!" } }), registry, facts);
    if (!compiled.ok) throw new Error("does not compile");
    const result = execute(compiled.plan, { text: "in" }, { mode: "live", capabilities: {} });
    expect(result).not.toHaveProperty("then");
    expect((await result).answer?.body).toEqual({ text: "in!" });
  });

  it("overlaps independent async steps and keeps the order of wires", async () => {
    const graph = graphOf(
      [
        node("in", "trigger"),
        node("a", "mark", { config: { mark: "a", how: "async", ms: 60 } }),
        node("b", "mark", { config: { mark: "b", how: "async", ms: 60 } }),
        node("j", "join"),
        node("out", "answer"),
      ],
      [
        ["in.text", "a.text"],
        ["in.text", "b.text"],
        ["b.text", "j.texts"],
        ["a.text", "j.texts"],
        ["j.text", "out.text"],
      ],
    );
    const { result, text } = await run(graph);
    expect(text).toBe("inb+ina");
    const [a, b] = ["a", "b"].map((id) => result.steps().find((step) => step.node === id)!);
    expect(Math.abs(a!.startMs - b!.startMs)).toBeLessThan(50);
    expect(a!.startMs + a!.durationMs).toBeGreaterThan(b!.startMs);
  });

  it("skips what misses a required input, with the reason, and says so when no answer is left", async () => {
    const { result, outcomes } = await run(oneMark({ config: { how: "none" } }));
    expect(outcomes).toEqual({ in: "ran", a: "ran", out: "skipped" });
    expect(result.error?.code).toBe("run.no-answer");
    expect(result.error?.message).toContain("Mark gave nothing");
  });

  it("fails the run at the first fatal error and names the step", async () => {
    const { result, outcomes } = await run(oneMark({ config: { how: "throw" } }));
    expect(result.error).toMatchObject({ code: "run.failed", message: "Mark: it cannot" });
    expect(outcomes.out).toBe("skipped");
  });

  it.each([
    ["pass", { do: "pass", input: "text", output: "text" }, "in"],
    ["value", { do: "value", outputs: { text: "spare" } }, "spare"],
  ] as const)("takes the fallback %s of a step that fails", async (_name, onFailure, expected) => {
    for (const how of ["throw", "reject"]) {
      const { text, outcomes } = await run(oneMark({ config: { how }, onFailure }));
      expect(text).toBe(expected);
      expect(outcomes.a).toBe("fell-back");
    }
  });

  it("takes the fallback of a step past its own limit and ignores its late answer", async () => {
    const graph = oneMark({
      config: { how: "async", ms: 200 },
      timeoutMs: 20,
      onFailure: { do: "pass", input: "text", output: "text" },
    });
    const { result, text, outcomes } = await run(graph);
    expect(text).toBe("in");
    expect(outcomes.a).toBe("fell-back");
    expect(result.steps()[1]?.reason).toContain("20 ms");
  });

  it("marks a step that answers by its second best", async () => {
    const { result, text } = await run(oneMark({ config: { how: "second" } }));
    expect(text).toBe("in~");
    expect(result.steps()[1]).toMatchObject({ outcome: "fell-back", reason: "the first choice was not there" });
  });

  it("knows that an answer is missing because something outside was away, and not for another reason", async () => {
    for (const [how, transient] of [
      ["away", true],
      ["throw", false],
    ] as const) {
      const { result } = await run(oneMark({ config: { how }, onFailure: { do: "skip" } }));
      expect(result.error?.code).toBe("run.no-answer");
      expect(isTransient(result.error)).toBe(transient);
    }
  });

  it("marks what failed and is skipped then, and not what is skipped because it lacks an input", async () => {
    const { result } = await run(oneMark({ config: { how: "throw" }, onFailure: { do: "skip" } }));
    expect(result.steps().map(({ outcome, failed }) => [outcome, failed])).toEqual([
      ["ran", undefined],
      ["skipped", true],
      ["skipped", undefined],
    ]);
    const passed = await run(oneMark({ config: { how: "throw" }, onFailure: { do: "value", outputs: { text: "x" } } }));
    expect(passed.result.steps()[1]).not.toHaveProperty("failed");
  });

  it("says to a step what is left: half of the run's time, and not more than the step's own limit", async () => {
    const left = async (extra: Partial<GraphNode>, options: Partial<ExecuteOptions>) =>
      Number(
        (
          await run(
            graphOf(
              [node("in", "trigger"), node("a", "left", extra), node("out", "answer")],
              [
                ["in.text", "a.text"],
                ["a.text", "out.text"],
              ],
            ),
            options,
          )
        ).text,
      );
    const half = await left({}, { deadlineMs: 10_000 });
    expect(half).toBeLessThanOrEqual(5000);
    expect(half).toBeGreaterThan(4000);
    const own = await left({ timeoutMs: 3000 }, { deadlineMs: 10_000 });
    expect(own).toBeLessThanOrEqual(3000);
    expect(own).toBeGreaterThan(2000);
    expect(await left({}, {})).toBe(Number.POSITIVE_INFINITY);
  });

  it("ends at the deadline and when the caller goes away", async () => {
    const slow = oneMark({ config: { how: "async", ms: 500 } });
    const late = await run(slow, { deadlineMs: 20 });
    expect(late.result.error?.code).toBe("run.deadline");
    expect(late.outcomes.a).toBe("failed");
    // Waited for in vain: it may pass another time.
    expect(isTransient(late.result.error)).toBe(true);
    const gone = await run(slow, { signal: AbortSignal.timeout(20) });
    expect(gone.result.error?.code).toBe("run.aborted");
    expect((await run(slow, { signal: AbortSignal.abort() })).result.error?.code).toBe("run.aborted");
  });

  it("ends at the deadline between steps that are never awaited", async () => {
    const graph = graphOf(
      [
        node("in", "trigger"),
        node("a", "mark", { config: { how: "busy", ms: 30 } }),
        node("b", "mark"),
        node("out", "answer"),
      ],
      [
        ["in.text", "a.text"],
        ["a.text", "b.text"],
        ["b.text", "out.text"],
      ],
    );
    const { result, outcomes } = await run(graph, { deadlineMs: 20 });
    expect(result.error?.code).toBe("run.deadline");
    expect(outcomes).toMatchObject({ a: "ran", b: "failed", out: "skipped" });
    expect(isTransient(result.error)).toBe(false);
    expect((await run(graph, { deadlineMs: 2000 })).text).toBe("in..");
  });

  it("starts a branch of first-of only when those before it gave nothing", async () => {
    const firstGraph = (how: string) =>
      graphOf(
        [
          node("in", "trigger"),
          node("a", "mark", { config: { mark: "a", how } }),
          node("b", "mark", { config: { mark: "b" } }),
          node("c", "mark", { config: { mark: "c", how: "async" } }),
          node("f", "first"),
          node("out", "answer"),
        ],
        [
          ["in.text", "a.text"],
          ["in.text", "b.text"],
          ["b.text", "c.text"],
          ["a.text", "f.texts"],
          ["c.text", "f.texts"],
          ["f.text", "out.text"],
        ],
      );
    const conditional = await run(firstGraph("sync"));
    expect(conditional.text).toBe("ina");
    expect(conditional.outcomes).toMatchObject({ a: "ran", b: "skipped", c: "skipped", f: "ran" });
    expect(conditional.result.steps().find((step) => step.node === "b")?.reason).toBe("not needed");
    const other = await run(firstGraph("none"));
    expect(other.text).toBe("inbc");
    expect(other.outcomes).toMatchObject({ a: "ran", b: "ran", c: "ran" });
  });

  it("gives a step exactly its effects, and replays from the same seed and instant", async () => {
    const graph = graphOf(
      [node("in", "trigger"), node("d", "dice"), node("out", "answer")],
      [
        ["in.text", "d.text"],
        ["d.text", "out.text"],
      ],
    );
    const one = await run(graph, { seed: 7, now: 1000 });
    expect(one.text).toMatch(/^in0\.\d+@1000:clock,log,random,self$/);
    expect((await run(graph, { seed: 7, now: 1000 })).text).toBe(one.text);
    expect((await run(graph, { seed: 8, now: 1000 })).text).not.toBe(one.text);
    expect(one.result.notes).toEqual([{ node: "d", message: "rolled" }]);
  });

  it("reports of each step as it ends", async () => {
    const heard: string[] = [];
    await run(oneMark({}), { onEvent: (record) => heard.push(`${record.node} ${record.outcome}`) });
    expect(heard).toEqual(["in ran", "a ran", "out ran"]);
  });

  it("runs a chain of 2,000 steps without deep recursion", async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `n${index}`);
    const graph = graphOf(
      [node("in", "trigger"), ...ids.map((id) => node(id, "mark")), node("out", "answer")],
      [
        ["in.text", "n0.text"],
        ...ids.slice(1).map((id, index): [string, string] => [`n${index}.text`, `${id}.text`]),
        ["n1999.text", "out.text"],
      ],
    );
    expect((await run(graph)).text).toHaveLength(2002);
  });
});
