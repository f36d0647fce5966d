import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AisleError } from "../errors.ts";
import { fromPortJson, toPortJson } from "../node-sdk/port-json.ts";
import { adaptersOf, Outside, planOf } from "./acting-nodes.fixture.ts";
import { execute, type RunResult, resume } from "./execute.ts";
import type { Snapshot } from "./snapshot.ts";

/** in → send → approve ┐
 *  in → draw ──────────┼→ join → out
 *  in → vector ────────┘ */
const nodes = [
  ["in", "request"],
  ["send", "send"],
  ["approve", "approve"],
  ["draw", "draw"],
  ["vector", "vector"],
  ["join", "join"],
  ["out", "answer"],
] as const;
const wires = [
  "in.value>send.value",
  "send.value>approve.value",
  "in.value>draw.value",
  "in.value>vector.value",
  "approve.value>join.values",
  "draw.value>join.values",
  "vector.vector>join.vectors",
  "join.value>out.value",
];

async function suspended() {
  const outside = new Outside();
  const plan = await planOf(outside, nodes, wires);
  const capabilities = adaptersOf(outside);
  const result = await execute(plan, { order: 7 }, { mode: "live", capabilities, runId: "run-1", seed: 5, now: 1000 });
  // Through text, as a store keeps it.
  const snapshot = JSON.parse(JSON.stringify(result.suspended)) as Snapshot;
  return { outside, plan, capabilities, result, snapshot };
}

const outcomesOf = (result: RunResult) =>
  Object.fromEntries(result.steps().map(({ node, outcome }) => [node, outcome]));

describe("suspend and resume", () => {
  it("runs what can run, and says what waits and why", async () => {
    const { result, snapshot, outside } = await suspended();
    expect(result.error).toBeUndefined();
    expect(result.answer).toBeUndefined();
    expect(outcomesOf(result)).toEqual({
      in: "ran",
      send: "ran",
      approve: "suspended",
      draw: "ran",
      vector: "ran",
      join: "skipped",
      out: "skipped",
    });
    expect(result.steps().find(({ node }) => node === "out")?.reason).toBe("waits for a suspended step");
    expect(snapshot.suspended).toEqual([
      { step: "approve", reason: "Waits for approval", show: { order: 7 }, until: 5000 },
    ]);
    // Only what is still read: not the trigger's value, which nobody needs any more but the step that waits.
    expect(snapshot.values.map(({ port }) => port)).toEqual(["send.value", "draw.value", "vector.vector"]);
    expect(outside.sent).toHaveLength(1);
  });

  it("goes on with the outputs it is given, without running anything twice, and gives what an unsuspended run gives", async () => {
    const { snapshot, plan, capabilities, outside } = await suspended();
    const result = await resume(
      plan,
      snapshot,
      { step: "approve", outputs: { value: "yes" } },
      { mode: "live", capabilities },
    );
    expect(result.error).toBeUndefined();
    expect(result.suspended).toBeUndefined();
    const { draw } = (result.answer!.body as never as { value: { values: [string, { draw: number }] } }).value
      .values[1];
    expect(result.answer?.body).toEqual({
      value: { values: ["yes", { value: { order: 7 }, draw, at: 1000 }], vectors: [[0.5, -1.25, 3]] },
    });
    expect(outside.sent).toEqual([{ key: "run-1:send", text: '{"order":7}' }]);
    const fresh = await execute(plan, { order: 7 }, { mode: "rehearsal", capabilities, seed: 5, now: 1000 });
    expect(fresh.value("draw", "value")).toEqual({ value: { order: 7 }, draw, at: 1000 });
  });

  it("meets an error with the step's own policy", async () => {
    const outside = new Outside();
    const capabilities = adaptersOf(outside);
    const error = new AisleError("step.timeout", "Nobody decided in time.");
    for (const [onFailure, expected] of [
      [{ do: "value", outputs: { value: "usual" } }, "usual"],
      [{ do: "pass", input: "value", output: "value" }, { order: 7 }],
    ] as const) {
      const plan = await planOf(
        outside,
        [
          ["in", "request"],
          ["approve", "approve", { onFailure }],
          ["out", "answer"],
        ],
        ["in.value>approve.value", "approve.value>out.value"],
      );
      const { suspended: snapshot } = await execute(plan, { order: 7 }, { mode: "live", capabilities });
      const result = await resume(plan, snapshot!, { step: "approve", error }, { mode: "live", capabilities });
      expect(result.answer?.body).toEqual({ value: expected });
    }
    const plan = await planOf(
      outside,
      [
        ["in", "request"],
        ["approve", "approve"],
        ["out", "answer"],
      ],
      ["in.value>approve.value", "approve.value>out.value"],
    );
    const { suspended: snapshot } = await execute(plan, {}, { mode: "live", capabilities });
    const failed = await resume(plan, snapshot!, { step: "approve", error }, { mode: "live", capabilities });
    expect(failed.error?.code).toBe("step.timeout");
  });

  it("waits in turn: two that wait are resumed one after the other, in either order, and each may act after", async () => {
    const outside = new Outside();
    const capabilities = adaptersOf(outside);
    const plan = await planOf(
      outside,
      [
        ["in", "request"],
        ["a", "approve"],
        ["b", "approve"],
        ["send", "send"],
        ["join", "join"],
        ["out", "answer"],
      ],
      [
        "in.value>a.value",
        "in.value>b.value",
        "a.value>send.value",
        "send.value>join.values",
        "b.value>join.values",
        "join.value>out.value",
      ],
    );
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      outside.sent.length = 0;
      let result = await execute(plan, {}, { mode: "live", capabilities, runId: "run-2" });
      expect(outcomesOf(result)).toMatchObject({ a: "suspended", b: "suspended" });
      for (const step of order) {
        const snapshot = JSON.parse(JSON.stringify(result.suspended)) as Snapshot;
        result = await resume(plan, snapshot, { step, outputs: { value: step } }, { mode: "live", capabilities });
      }
      expect(result.answer?.body).toEqual({ value: { values: ["a", "b"], vectors: [] } });
      expect(outside.sent).toEqual([{ key: "run-2:send", text: '"a"' }]);
    }
  });

  it("refuses another plan, a step that does not wait, and a second decision", async () => {
    const { snapshot, plan, capabilities } = await suspended();
    const live = { mode: "live", capabilities } as const;
    const go = (step: string, of = snapshot) => resume(plan, of, { step, outputs: { value: 1 } }, live);
    expect(() => go("join")).toThrow(/does not wait/);
    expect(() => go("nothing")).toThrow(/does not wait/);
    expect(() => go("approve", { ...snapshot, planId: "other" })).toThrow(/the version that it began on/);
  });

  it("keeps any value that ports carry, through JSON text, and refuses others by name", () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constant(null),
        fc.string({ unit: "binary" }),
        fc.boolean(),
        fc.double(),
        fc.float32Array(),
        fc.uint8Array(),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(
          fc.string().filter((key) => key !== "~bytes" && key !== "__proto__"),
          tie("any"),
          { maxKeys: 3, noNullPrototype: true },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        expect(fromPortJson(JSON.parse(JSON.stringify(toPortJson(any))))).toEqual(withoutMinusZero(any));
      }),
    );
    const circle: unknown[] = [];
    circle.push(circle);
    for (const bad of [() => 1, Symbol("x"), new Date(), new Map(), circle, { "~bytes": "f32" }])
      expect(() => toPortJson({ inside: [bad] })).toThrow(/cannot be stored/);
  });
});

/** JSON has no minus zero. */
function withoutMinusZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (value !== null && typeof value === "object" && !ArrayBuffer.isView(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMinusZero(inner)]));
  return value;
}
