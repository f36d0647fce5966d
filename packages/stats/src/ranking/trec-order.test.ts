import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { trecOrder } from "./trec-order.ts";

describe("trecOrder", () => {
  it("puts the higher score first and, on a tie, the id that sorts last", () => {
    expect(trecOrder(["d1", "d3", "d2", "d9"], [0.5, 0.5, 0.9, 0.1])).toEqual(["d2", "d3", "d1", "d9"]);
    expect(trecOrder([], [])).toEqual([]);
  });

  it("refuses a score that is NaN and lengths that differ", () => {
    expect(() => trecOrder(["a"], [Number.NaN])).toThrow(StatsInputError);
    expect(() => trecOrder(["a"], [])).toThrow(StatsInputError);
  });

  it("does not depend on the order in which the system listed its results", () => {
    const rows = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 3 })), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const order = (from: typeof list) =>
          trecOrder(
            from.map(([id]) => id),
            from.map(([, score]) => score),
          );
        expect(order(list.toReversed())).toEqual(order(list));
      }),
    );
  });
});
