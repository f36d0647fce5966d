import { compile } from "@aisle/runtime/compile/compile";
import { execute } from "@aisle/runtime/execute/execute";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { builtInNodes } from "../built-in-nodes.ts";

const registry = makeRegistry(builtInNodes);
const facts = { target: "endpoint", collections: [] } as const;
const rounds = 6000;

/** Request, products of the request, then the given nodes in a row, then the answer. */
function graphOf(row: readonly (readonly [id: string, type: string, config?: JsonObject])[], count: number): Graph {
  const nodes = [
    ["in", "data.endpoint-request"],
    ["items", "data.request-products"],
    ...row,
    ["out", "answer.products", { count }],
  ] as const;
  const ids = nodes.map(([id]) => id);
  return {
    ...emptyGraph,
    nodes: nodes.map(([id, type, config], at) => ({
      id,
      type,
      version: 1,
      position: { x: at, y: 0 },
      config: config ?? {},
    })),
    edges: ids.slice(1).map((id, at) => ({
      id: `w${at}`,
      from: at === 0 ? "in.body" : `${ids[at]}.products`,
      to: at === 0 ? `${id}.body` : `${id}.products`,
    })),
  };
}

const explore = (places: number, pool: number, share: number) =>
  ["explore", "rank.explore", { places, pool, share }] as const;

async function compiled(graph: Graph) {
  const result = await compile(graph, registry, facts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

/** Runs whole answers by seed: how often each product stood in each slot, and what was logged for it there. */
async function answers(graph: Graph, soldOut: ReadonlySet<string> = new Set()) {
  const { plan } = await compiled(graph);
  const items = Array.from({ length: 9 }, (_, at) => ({
    id: `p${at}`,
    score: 9 - at,
    category: at % 2 === 0 ? "a" : "b",
  }));
  const cells = new Map<string, { times: number; logged: Set<number | "unknown" | undefined> }>();
  const capabilities = {
    products: {
      get: (ids: readonly string[]) => ids.map(() => undefined),
      newest: () => [],
      stock: (ids: readonly string[]) => ids.map((id) => (soldOut.has(id) ? 0 : null)),
    },
  };
  for (let seed = 0; seed < rounds; seed++) {
    const { answer } = await execute(
      plan,
      { items },
      { mode: "live", capabilities, seed: Math.imul(seed + 1, 0x9e3779b1) >>> 0, now: 0 },
    );
    for (const [slot, { product }] of answer!.slots.entries()) {
      const key = `${slot} ${product.id}`;
      const cell = cells.get(key) ?? { times: 0, logged: new Set() };
      cell.times++;
      cell.logged.add(product.propensity);
      cells.set(key, cell);
    }
  }
  return { plan, cells };
}

describe("logged odds are the frequencies of whole answers", () => {
  it.each([
    ["at the end", graphOf([explore(3, 4, 0.3)], 9)],
    ["with a pool smaller than the places", graphOf([explore(4, 2, 0.6)], 9)],
    ["drawing always", graphOf([explore(2, 5, 1)], 9)],
    [
      "before a limit, and with fewer slots than products",
      graphOf([explore(3, 6, 0.5), ["cut", "rank.limit", { count: 7 }]], 6),
    ],
    ["below a diversity rule", graphOf([["mix", "rules.diversity", { atMost: 1, within: 2 }], explore(3, 4, 0.3)], 9)],
  ] as const)("%s", async (_title, graph) => {
    const { plan, cells } = await answers(graph);
    expect(plan.unknownOdds).toBeUndefined();
    const sums = new Map<string, number>();
    for (const [key, { times, logged }] of cells) {
      const [odds, ...others] = [...logged];
      expect(others, key).toEqual([]);
      expect(typeof odds, key).toBe("number");
      const p = odds as number;
      // Five standard errors: of a hundred cells none falls outside by chance.
      expect(Math.abs(times / rounds - p), `${key} logged ${p}, seen ${times / rounds}`).toBeLessThan(
        5 * Math.sqrt((p * (1 - p)) / rounds) + 1e-9,
      );
      const slot = key.split(" ")[0]!;
      sums.set(slot, (sums.get(slot) ?? 0) + p);
    }
    // Cells that never came up are missing from the sums, so a little may be.
    for (const [slot, sum] of sums) {
      expect(sum, `slot ${slot}`).toBeGreaterThan(0.98);
      expect(sum, `slot ${slot}`).toBeLessThan(1 + 1e-9);
    }
  });

  it("are unknown where a product among which is drawn is sold out", async () => {
    const { cells } = await answers(graphOf([explore(3, 4, 0.3)], 9), new Set(["p4"]));
    for (const { logged } of cells.values()) expect([...logged]).toEqual(["unknown"]);
    const beyond = await answers(graphOf([explore(3, 4, 0.3)], 6), new Set(["none"]));
    for (const { logged } of beyond.cells.values()) expect([...logged]).not.toContain("unknown");
  });
});

describe("exploration that is not last", () => {
  const graph = graphOf([explore(3, 4, 0.3), ["mix", "rules.diversity", { atMost: 1, within: 2 }]], 9);

  it("is warned of, with the move to the end, and its odds are unknown", async () => {
    const { plan, problems } = await compiled(graph);
    expect(plan.unknownOdds).toBe(true);
    expect(problems).toMatchObject([{ code: "inexact-exploration", severity: "warning", node: "explore" }]);
    expect(problems[0]!.message).toContain("“Diversity”");
    const [quickFix] = problems[0]!.quickFixes!;
    expect(quickFix!.title).toBe("Move Explore to the end");
    let moved = graph;
    for (const edit of quickFix!.edits) {
      const result = applyEdit(moved, edit);
      if (!result.ok) throw new Error(result.reason);
      moved = result.graph;
    }
    const after = await compiled(moved);
    expect([after.problems, after.plan.unknownOdds]).toEqual([[], undefined]);
    expect(after.plan.steps.map(({ id }) => id)).toEqual(["in", "items", "mix", "explore", "out"]);
  });

  it("is not warned of where what follows keeps the places", async () => {
    expect((await compiled(graphOf([explore(3, 4, 0.3), ["cut", "rank.limit"]], 9))).problems).toEqual([]);
  });
});
