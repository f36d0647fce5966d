import fc from "fast-check";
import { expect, it } from "vitest";
import { graphColumns } from "./graph-columns.ts";

const graph = (nodes: string, ...wires: string[]) => ({
  nodes: [...nodes].map((id) => ({ id })),
  edges: wires.map((wire) => ({ from: `${wire[0]}.out`, to: `${wire[1]}.in` })),
});

it("counts the longest way from the start", () => {
  const columns = graphColumns(graph("abcd", "ab", "bc", "ac", "cd"));
  expect(Object.fromEntries(columns)).toEqual({ a: 0, b: 1, c: 2, d: 3 });
});

it("moves a short branch next to its reader, and leaves the first node first", () => {
  const columns = graphColumns(graph("aekvf", "ae", "ev", "ak", "vf", "kf"));
  expect(columns.get("k")).toBe(columns.get("v"));
  expect(columns.get("a")).toBe(0);
});

it("puts every node left of its readers in any graph without circles", () => {
  const wires = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 24 });
  fc.assert(
    fc.property(wires, (pairs) => {
      const forward = pairs.filter(([from, to]) => from < to);
      const drawn = graph("012345678", ...forward.map(([from, to]) => `${from}${to}`));
      const columns = graphColumns(drawn);
      for (const [from, to] of forward) expect(columns.get(String(from))!).toBeLessThan(columns.get(String(to))!);
    }),
  );
});

it("ends on a circle", () => {
  expect(graphColumns(graph("ab", "ab", "ba")).size).toBe(2);
});
