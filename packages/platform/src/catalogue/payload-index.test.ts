import type { PayloadCondition } from "@aisle/runtime/node-sdk/payload-filter";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PayloadIndex } from "./payload-index.ts";
import { valueAtPath } from "./payload-path.ts";

const ids = ["a", "b", "c", "d", "e", "f"];
const value = fc.oneof(
  fc.constantFrom("red", "blue", 1, 2, 3.5, true, null),
  fc.array(fc.constantFrom("red", "blue", 2), { maxLength: 3 }),
);
const fields = fc.record({
  title: fc.constant("t"),
  colour: value,
  attributes: fc.record({ size: value, "a.b": value }),
});
const field = fc.constantFrom("colour", "attributes.size", "attributes.a.b", "missing");
const condition: fc.Arbitrary<PayloadCondition> = fc.oneof(
  fc.record({ field, in: fc.array(fc.constantFrom("red", "blue", 2, true, "other"), { maxLength: 3 }) }),
  fc.record({ field, min: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ field, min: fc.integer({ min: 0, max: 2 }), max: fc.integer({ min: 2, max: 4 }) }),
);
const step = fc.oneof(
  fc.record({ set: fc.constantFrom(...ids), fields }),
  fc.record({ remove: fc.constantFrom(...ids) }),
  fc.record({ filter: fc.array(condition, { maxLength: 2 }) }),
);

function meets(product: Record<string, unknown>, criterion: PayloadCondition): boolean {
  const found = valueAtPath(product as never, criterion.field);
  if ("in" in criterion)
    return (Array.isArray(found) ? found : [found]).some((one) => criterion.in.includes(one as never));
  return typeof found === "number" && found >= (criterion.min ?? -Infinity) && found <= (criterion.max ?? Infinity);
}

describe("PayloadIndex", () => {
  it("matches what a plain scan matches, whatever changed in between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const index = new PayloadIndex();
        const truth = new Map<string, Record<string, unknown>>();
        for (const one of steps) {
          if ("set" in one) {
            index.set(one.set, one.fields);
            truth.set(one.set, one.fields);
          } else if ("remove" in one) {
            index.remove(one.remove);
            truth.delete(one.remove);
          } else {
            const expected = [...truth].filter(([, p]) => one.filter.every((c) => meets(p, c))).map(([id]) => id);
            const matches = index.matches({ all: one.filter });
            expect([...matches.ids()].sort()).toEqual(expected.sort());
            expect(matches.count).toBe(expected.length);
            for (const id of ids) expect(matches.has(id)).toBe(expected.includes(id));
          }
        }
        expect(index.size).toBe(truth.size);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same matches until a named field changes", () => {
    const index = new PayloadIndex();
    index.set("a", { colour: "red", stock: 1 });
    index.set("b", { colour: "blue", stock: 1 });
    const filter = { all: [{ field: "colour", in: ["red"] }] };
    const first = index.matches(filter);
    index.set("a", { colour: "red", stock: 2 });
    expect(index.matches(filter)).toBe(first);
    index.set("b", { colour: "red", stock: 1 });
    const second = index.matches(filter);
    expect(second).not.toBe(first);
    expect([...second.ids()]).toEqual(["a", "b"]);
    expect(first.has("b")).toBe(false);
  });

  it("stays true through many removals, and old matches never name a later product", () => {
    const index = new PayloadIndex();
    for (let i = 0; i < 5000; i++) index.set(`p${i}`, { n: i });
    const low = index.matches({ all: [{ field: "n", max: 9 }] });
    for (let i = 0; i < 4000; i++) index.remove(`p${i}`);
    for (let i = 0; i < 4000; i++) index.set(`q${i}`, { n: i });
    expect(low.has("q3")).toBe(false);
    expect([...index.matches({ all: [{ field: "n", max: 9 }] }).ids()]).toEqual(
      Array.from({ length: 10 }, (_, i) => `q${i}`),
    );
  });
});
