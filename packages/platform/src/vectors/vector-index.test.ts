import { byTieKey } from "@aisle/learn/tie-order";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildVectorGraph } from "./vector-graph.ts";
import { VectorIndex } from "./vector-index.ts";

const id = fc.constantFrom(..."abcdefgh");
const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 });
const step = fc.oneof(fc.record({ id, values }), fc.record({ id }), fc.constant("attach" as const));

describe("VectorIndex", () => {
  it("orders equally like items by their tie keys", () => {
    const index = new VectorIndex(1, "dot", { graphFrom: 0 });
    const ids = Array.from({ length: 40 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    for (const each of ids) index.set(each, "1", Float32Array.of(1));
    const hits = index.search(Float32Array.of(1), 7);
    expect(hits.map((hit) => hit.id)).toEqual(ids.toSorted(byTieKey).slice(0, 7));
  });

  it("holds what was set and not removed, wherever a graph was attached in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), values, async (steps, query) => {
        const index = new VectorIndex(3, "dot", { graphFrom: 0 });
        const truth = new Map<string, number[]>();
        let stamp = 0;
        for (const one of steps) {
          if (one === "attach") {
            const { matrix, ...items } = index.snapshot();
            index.attach(items.ids.length === 0 ? undefined : await buildVectorGraph(items, matrix, 3, "dot"));
            expect(index.apart).toBe(index.dead === 0 && items.ids.length > 0 ? 0 : index.size);
          } else if ("values" in one) {
            index.set(one.id, `${stamp++}`, Float32Array.from(one.values));
            truth.set(one.id, one.values);
          } else {
            index.remove(one.id);
            truth.delete(one.id);
          }
        }
        const dot = (other: number[]) => query.reduce((sum, value, i) => sum + value * other[i]!, 0);
        const found = index.search(Float32Array.from(query), 5);
        const scores = [...truth.values()].map(dot).sort((a, b) => b - a);
        expect(found.map((hit) => hit.score + 0)).toEqual(scores.slice(0, 5).map((score) => score + 0));
        for (const hit of found) expect(hit.score + 0).toBe(dot(truth.get(hit.id)!) + 0);
        for (const [known, vector] of truth) expect([...index.get(known)!]).toEqual(vector);
        expect(index.size).toBe(truth.size);
      }),
      { numRuns: 200 },
    );
  });
});
