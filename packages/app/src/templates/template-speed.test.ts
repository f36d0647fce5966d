import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { expect, it } from "vitest";
import { templateSpeed } from "./template-speed.ts";

const graphOf = (...ids: string[]): Graph => ({
  ...emptyGraph,
  nodes: ids.map((id) => ({ id, type: `test.${id}`, version: 1, position: { x: 0, y: 0 }, config: {} })),
});
const p99: { readonly [slug: string]: number | null } = { home: 12, again: 30, quiet: null, other: 99 };
const nodes: { readonly [slug: string]: string } = {
  home: "a:test.a,b:test.b",
  again: "a:test.a,b:test.b",
  quiet: "c:test.c",
  other: "a:test.a,b:test.b,c:test.c",
};

it("gives the slowest p99 of the endpoints that are of a template, and nothing while none answered", async () => {
  const deps = {
    records: {
      endpoints: async () => Object.keys(nodes).map((slug) => ({ slug, activeVersionId: slug })),
      liveNodes: async () => new Map(Object.entries(nodes)),
    },
    decisions: {
      totals: async () =>
        new Map(Object.entries(p99).flatMap(([slug, p99Ms]) => (p99Ms === null ? [] : [[slug, { p99Ms }]]))),
    },
  } as unknown as Parameters<typeof templateSpeed>[0];
  const speed = await templateSpeed(deps, "shop");
  expect(speed(graphOf("a", "b"))).toBe(30);
  expect(speed(graphOf("c"))).toBeNull();
  expect(speed(graphOf("z"))).toBeNull();
});
