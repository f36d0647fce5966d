import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adaptersOf, Outside, planOf } from "./acting-nodes.fixture.ts";
import { execute } from "./execute.ts";

const chain = [
  ["in", "request"],
  ["send", "send"],
  ["out", "answer"],
] as const;
const wires = ["in.value>send.value", "send.value>out.value"];

describe("a rehearsal", () => {
  it("records what a live run does, and does nothing", async () => {
    const outside = new Outside();
    const plan = await planOf(outside, chain, wires);
    const capabilities = adaptersOf(outside);
    const rehearsed = await execute(plan, { order: 7 }, { mode: "rehearsal", capabilities });
    expect(outside.sent).toEqual([]);
    expect(rehearsed.intended).toEqual([
      { node: "send", capability: "messages", summary: 'send “{"order":7}”', details: { text: '{"order":7}' } },
    ]);
    expect(rehearsed.answer?.body).toEqual({ value: { order: 7 } });
    const live = await execute(plan, { order: 7 }, { mode: "live", capabilities, runId: "run-1" });
    expect(outside.sent).toEqual([{ key: "run-1:send", text: '{"order":7}' }]);
    expect(live.intended).toEqual([]);
  });

  it("acts again after a live run of the same plan only when it is live again", async () => {
    const outside = new Outside();
    const plan = await planOf(outside, chain, wires);
    const capabilities = adaptersOf(outside);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("live" as const, "rehearsal" as const), { maxLength: 8 }),
        async (modes) => {
          outside.sent.length = 0;
          for (const mode of modes) await execute(plan, {}, { mode, capabilities });
          expect(outside.sent).toHaveLength(modes.filter((mode) => mode === "live").length);
          expect(new Set(outside.sent.map(({ key }) => key)).size).toBe(outside.sent.length);
        },
      ),
    );
  });

  it("answers reads outside from records, then spends its budget, then fails the step", async () => {
    const outside = new Outside();
    const plan = await planOf(
      outside,
      [
        ["in", "request"],
        ["first", "ask"],
        ["second", "ask"],
        ["out", "answer"],
      ],
      ["in.value>first.value", "first.value>second.value", "second.value>out.value"],
    );
    const capabilities = adaptersOf(outside);
    const recorded = (_capability: string, question: string) => (question === "{}" ? "known" : undefined);
    const poor = await execute(plan, {}, { mode: "rehearsal", capabilities, rehearsal: { recorded } });
    expect(poor.steps().find(({ node }) => node === "second")?.outcome).toBe("failed");
    expect(outside.asked).toEqual([]);
    const rich = await execute(
      plan,
      {},
      { mode: "rehearsal", capabilities, rehearsal: { recorded, externalCalls: 1 } },
    );
    expect(rich.answer?.body).toEqual({ value: 'answer to "known"' });
    expect(outside.asked).toEqual(['"known"']);
    await execute(plan, {}, { mode: "live", capabilities });
    expect(outside.asked).toHaveLength(3);
  });
});
