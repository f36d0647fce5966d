import { lastTouches } from "@aisle/runtime/graph/edit-authors";
import { emptyGraph, type Graph, type GraphNode } from "@aisle/runtime/graph/graph";
import { graphDifference } from "@aisle/runtime/graph/graph-difference";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { expect, it } from "vitest";
import { changeGroups } from "./change-groups.ts";
import { describeValue } from "./describe-value.ts";

const manifest = (type: string, title: string, configSchema: object, defaults = {}): [string, NodeManifest] => [
  type,
  { type, title, icon: "box", configSchema, defaults } as unknown as NodeManifest,
];
const manifests = new Map([
  manifest(
    "rank.diversity",
    "Diversity",
    {
      properties: {
        most: { type: "integer", title: "Most of one category" },
        order: { enum: ["as-sold", "by-price"], title: "Order" },
        of: { type: "object", properties: { unit: { type: "string" } } },
      },
    },
    { most: 4 },
  ),
  manifest("find.best-sellers", "Best sellers", {}),
  manifest("answer.products", "Answer", {}),
]);
const place = (id: string, type: string, config: GraphNode["config"] = {}): GraphNode => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  config,
});
const live: Graph = {
  ...emptyGraph,
  nodes: [place("best", "find.best-sellers"), place("div", "rank.diversity"), place("answer", "answer.products")],
  edges: [
    { id: "1", from: "best.products", to: "div.products" },
    { id: "2", from: "div.products", to: "answer.products" },
  ],
};
const ines = { author: { id: "u1", name: "Ines" }, at: "2026-01-02T00:00:00Z" };
const karl = { author: { id: "u2", name: "Karl" }, at: "2026-01-03T00:00:00Z" };

function groups(after: Graph, touches: Parameters<typeof lastTouches>[0] = [], before = live) {
  const touched = lastTouches(touches) as unknown as Parameters<typeof changeGroups>[0]["touched"];
  return changeGroups({ before, after, difference: graphDifference(before, after), manifests, touched });
}

it("says a field by its title, from its usual value, and who changed it", () => {
  const config = { most: 2, order: "by-price", of: { unit: "pair" } };
  const after = { ...live, nodes: live.nodes.map((node) => (node.id === "div" ? { ...node, config } : node)) };
  const edit = { do: "set-field", node: "div", version: 1, path: ["most"], value: 2 } as const;
  const [group, ...others] = groups(after, [{ edit, ...ines } as never]);
  expect(others).toEqual([]);
  expect(group).toMatchObject({ id: "div", title: "Diversity", sign: "changed" });
  expect(group!.lines.map(({ what, before, after: now, touch }) => [what, before, now, touch?.author.name])).toEqual([
    ["Most of one category", "4 (as usual)", "2", "Ines"],
    ["Order", "not set", "By price", undefined],
    ["Of", "not set", "unit pair", undefined],
  ]);
});

it("says a node that came or went with what it was wired to, in one line", () => {
  const after: Graph = {
    ...live,
    nodes: [live.nodes[0]!, live.nodes[2]!, { ...place("new", "find.best-sellers"), title: "Second list" }],
    edges: [
      { id: "3", from: "best.products", to: "answer.products" },
      { id: "4", from: "new.products", to: "answer.products" },
    ],
  };
  const edits = [{ edit: { do: "remove-node", id: "div" }, ...karl } as never];
  expect(groups(after, edits).map(({ title, sign, lines }) => [title, sign, lines.map(({ what }) => what)])).toEqual([
    ["Answer", "changed", ["Wire from Best sellers"]],
    ["Second list", "added", ["New node: feeds Answer"]],
    ["Diversity", "removed", ["Node taken out: read Best sellers; fed Answer"]],
  ]);
  expect(groups(after, edits).at(-1)!.lines[0]!.touch?.author.name).toBe("Karl");
});

it("says titles, failures, samples and notes", () => {
  const after: Graph = {
    ...live,
    nodes: live.nodes.map((node) =>
      node.id === "div" ? { ...node, title: "Two a brand", onFailure: { do: "skip" }, timeoutMs: 20 } : node,
    ),
    samples: [{ id: "s", title: "Somebody new", request: { limit: 3 } }],
    notes: [{ id: "n", text: "Ask Karl", position: { x: 0, y: 0 }, width: 1, height: 1 }],
  };
  expect(
    groups(after).flatMap(({ lines }) => lines.map(({ what, before, after: now }) => [what, before, now])),
  ).toEqual([
    ["Title", "its usual one", "Two a brand"],
    ["If late or failing", "fail the request", "skip this step, late after 20 ms"],
    ["Somebody new", undefined, "limit 3"],
    ["Note", undefined, "Ask Karl"],
  ]);
});

it("says who joined and left a group, and nothing of members that went with their node", () => {
  const before: Graph = {
    ...live,
    groups: [
      { id: "g", title: "Rank", nodes: ["div", "best"] },
      { id: "h", title: "Find", nodes: ["best"] },
    ],
  };
  const after: Graph = {
    ...before,
    nodes: before.nodes.filter((node) => node.id !== "best"),
    edges: [],
    groups: [
      { id: "g", title: "Order", nodes: ["answer"] },
      { id: "h", title: "Find", nodes: [] },
    ],
  };
  const drawn = groups(after, [], before).find(({ id }) => id === "drawing");
  expect(drawn?.lines.map(({ what }) => what)).toEqual([
    "Group Rank, now Group Order: now with Answer; without Diversity",
  ]);
});

it.each([
  [true, "yes"],
  [1234.5, "1,234.5"],
  [[6, 1, 0.5], "6, 1, 0.5"],
  [[], "none"],
  ["", "empty"],
  [null, "not set"],
  [[{ product: "tent-1", place: 2 }, { product: "hat" }], "product tent-1, place 2; product hat"],
] as const)("reads %j aloud", (value, words) => {
  expect(describeValue(value as never)).toBe(words);
});
