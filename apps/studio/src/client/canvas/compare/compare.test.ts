import { describe, expect, it } from "vitest";
import type { ShelfItem } from "../../api/outputs.ts";
import { compareProducts } from "./compare-products.ts";
import { configChanges } from "./config-changes.ts";

const list = (ids: string) =>
  [...ids].map((id) => ({ id, title: id, score: 0, from: [], effects: [] }) as unknown as ShelfItem);

describe("two runs of a node", () => {
  it("differ by what came, went and moved; what rises because others went has not moved", () => {
    const changes = compareProducts(list("abcd"), list("cbxd"));
    expect(changes.came.map(({ id }) => id)).toEqual(["x"]);
    expect(changes.went.map(({ id }) => id)).toEqual(["a"]);
    expect([...changes.moved]).toEqual([
      ["c", 1],
      ["b", -1],
    ]);
    expect(compareProducts(list("abc"), list("bc")).moved.size).toBe(0);
  });

  it("differ by settings, down to the field", () => {
    expect(
      configChanges(
        { k: 60, boosts: [{ when: "a", factor: 2 }], same: [1] },
        { k: 60, boosts: [{ when: "a", factor: 3 }], same: [1], fresh: true },
      ),
    ).toEqual([
      { path: "boosts.1.factor", before: 2, after: 3 },
      { path: "fresh", before: undefined, after: true },
    ]);
    expect(configChanges({ list: [1] }, { list: [1, 2] })).toEqual([{ path: "list", before: [1], after: [1, 2] }]);
  });
});
