import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compile } from "@aisle/runtime/compile/compile";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../templates/template-file.ts";
import type { AssistantSituation } from "./proposal.ts";
import { proposeByRules } from "./propose-by-rules.ts";

const registry = makeRegistry(builtInNodes);
const facts = {
  target: "endpoint",
  collections: [{ name: "products", embedder: "minilm-l6-v2-int8@1" }],
} as const;
const template = (name: string): Graph => {
  const path = fileURLToPath(new URL(`../../../../templates/${name}.json`, import.meta.url));
  return parseTemplate(`${name}.json`, JSON.parse(readFileSync(path, "utf8"))).graph;
};
const home = template("home-recommendations");
const search = template("product-search");

function situation(graph: Graph, selected: readonly string[] = []): AssistantSituation {
  let next = 1;
  return {
    graph,
    manifests: registry.manifests,
    facts,
    shop: { brands: ["Nike", "Northfell", "Kvist"], categories: ["Tents", "Sleeping bags"], currency: "EUR" },
    selected,
    samples: { shopper: { shopperId: "shopper-7" }, search: { query: "tent" } },
    newId: (prefix) => `${prefix}-${next++}`,
  };
}

async function ask(sentence: string, graph: Graph, selected: readonly string[] = []) {
  const proposal = await proposeByRules(sentence, situation(graph, selected), registry);
  const result = applyEdit(graph, { do: "batch", title: "Assistant", edits: proposal.edits });
  if (!result.ok) throw new Error(result.reason);
  const undone = applyEdit(result.graph, result.inverse);
  // The order in which nodes are stored means nothing.
  const sorted = (one: Graph) => ({ ...one, nodes: one.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)) });
  expect(undone.ok && sorted(undone.graph)).toEqual(sorted(graph));
  return { proposal, after: result.graph };
}

const way = (graph: Graph) => {
  const type = (ref: string) => {
    const node = graph.nodes.find(({ id }) => id === ref.split(".")[0]);
    return node?.type.slice(node.type.indexOf(".") + 1);
  };
  return graph.edges.map(({ from, to }) => `${type(from)} > ${type(to)}`);
};
const configOf = (graph: Graph, type: string) => graph.nodes.find((node) => node.type === type)?.config ?? {};

/** A sentence, the type of the node that it sets up, and what of its config it gives. */
const settings: readonly (readonly [string, string, object, Graph?, string?])[] = [
  ["allow 2 of a category", "rules.diversity", { atMost: 2 }],
  ["Allow two per brand in the first 24", "rules.diversity", { atMost: 2, within: 24, field: "brand" }],
  ["no more than 3 products of one category", "rules.diversity", { atMost: 3 }],
  ["at most one of the same colour", "rules.diversity", { atMost: 1, field: "attributes.colour" }, search],
  ["answer with 8 products", "answer.products", { count: 8 }],
  ["Please send a dozen products.", "answer.products", { count: 12 }],
  ["show only the top 6", "answer.products", { count: 6 }],
  ["return up to 1,0 products and explore 10%", "rank.explore", { share: 0.1 }],
  ["half-life of bought before to 14 days", "find.bought-before", { halfLifeDays: 14 }],
  ["half-life 14 days", "find.trending", { halfLifeDays: 14 }, home, "trending"],
  ["set the half-life of trending to 2 weeks", "find.trending", { halfLifeDays: 14 }],
  ["set trending's half-life to one", "find.trending", { halfLifeDays: 1 }],
  ["limit best sellers to 40", "find.best-sellers", { limit: 40 }],
  ["set the limit of also viewed = 120", "find.customers-also-viewed", { limit: 120 }],
  ["set the kind of trending to views", "find.trending", { kind: "view" }],
  ["turn on send score", "answer.products", { sendScore: true }],
  ["explore 15% of the places", "rank.explore", { share: 0.15 }],
  ["explore 5 percent", "rank.explore", { share: 0.05 }, search],
  ["set share to 20 %", "rank.explore", { share: 0.2 }],
  ["boost Nike by 20%", "rules.pin-and-boost", { boosts: [{ when: 'brand == "Nike"', factor: 1.2 }] }],
  ["boost tents x2", "rules.pin-and-boost", { boosts: [{ when: 'category == "Tents"', factor: 2 }] }],
  [
    "promote products from northfell",
    "rules.pin-and-boost",
    { boosts: [{ when: 'brand == "Northfell"', factor: 1.5 }] },
  ],
  ["raise products over €100 by 1.5", "rules.pin-and-boost", { boosts: [{ when: "price > 10000", factor: 1.5 }] }],
  ["lower Kvist by 30%", "rules.pin-and-boost", { boosts: [{ when: 'brand == "Kvist"', factor: 0.7 }] }],
  ["bury products under 9,99 euros", "rules.pin-and-boost", { buries: [{ when: "price < 999" }] }],
  ["put sleeping bags last", "rules.pin-and-boost", { buries: [{ when: 'category == "Sleeping bags"' }] }],
  ["pin p_123 first", "rules.pin-and-boost", { pins: [{ productId: "p_123", place: 1 }] }],
  [
    "pin NF-10001 and NF-10002 to place 2",
    "rules.pin-and-boost",
    {
      pins: [
        { productId: "NF-10001", place: 2 },
        { productId: "NF-10002", place: 3 },
      ],
    },
    search,
  ],
  ["hide products under 10 euros", "rules.filter", { keep: "price >= 1000", whenUnknown: "keep" }],
  ["never show Nike", "rules.filter", { keep: 'brand != "Nike"' }],
  ["only products between 10 and 20 euros", "rules.filter", { keep: "price >= 1000 && price <= 2000" }],
  ["only tents or sleeping bags", "rules.filter", { keep: 'category == "Tents" || category == "Sleeping bags"' }],
  ["no products over 1,000 euros", "rules.filter", { keep: "price <= 100000" }],
  ["hide products under 50 cents", "rules.filter", { keep: "price >= 50" }],
  ["only brand Nike", "rules.filter", { keep: 'brand == "Nike"', whenUnknown: "drop" }],
  ["hide Adidas", "rules.filter", { keep: 'brand != "Adidas"' }],
  ["hide Nike, hide products under 5 euros", "rules.filter", { keep: 'brand != "Nike" && price >= 500' }],
  ["cheapest first", "rank.sort", { by: "price", order: "ascending" }],
  ["sort by price descending", "rank.sort", { by: "price", order: "descending" }],
  ["only products with at least 5 in stock", "rules.in-stock", { atLeast: 5 }],
  ["add a limit of 10", "rank.limit", { count: 10 }],
  ["I want at most three items from the same brand", "rules.diversity", { atMost: 3, field: "brand" }],
  ["don't show more than 2 products from one brand", "rules.diversity", { atMost: 2, field: "brand" }],
  ["set diversity to 2 per brand", "rules.diversity", { atMost: 2, field: "brand" }],
  ["change the number of products to 20", "answer.products", { count: 20 }],
  ["give Nike a boost of 50%", "rules.pin-and-boost", { boosts: [{ when: 'brand == "Nike"', factor: 1.5 }] }],
  ["demote tents", "rules.pin-and-boost", { buries: [{ when: 'category == "Tents"' }] }],
  ["boost products with more than 10 in stock", "rules.pin-and-boost", { boosts: [{ when: "stock > 10" }] }],
  ["put NF-10001 first", "rules.pin-and-boost", { pins: [{ productId: "NF-10001", place: 1 }] }],
  ["price under 50 euros only", "rules.filter", { keep: "price < 5000" }],
  ["prefer newer products", "rank.recency-weight", { halfLifeDays: 180 }],
  ["set the half life of trending to one week", "find.trending", { halfLifeDays: 7 }],
  ["use a half-life of 7 days for trending", "find.trending", { halfLifeDays: 7 }],
  ["add trending with half-life 7 days", "find.trending", { halfLifeDays: 7 }, search],
];

describe("sentences that set something", () => {
  for (const [sentence, type, config, graph = home, selected] of settings) {
    it(sentence, async () => {
      const { proposal, after } = await ask(sentence, graph, selected === undefined ? [] : [selected]);
      expect(configOf(after, type)).toMatchObject(config);
      expect(proposal.problems).toEqual([]);
      expect(proposal.changes.length).toBeGreaterThan(0);
    });
  }
});

/** A sentence, and wires that are there or gone afterwards. */
const wirings: readonly (readonly [string, Graph, readonly string[], readonly string[]])[] = [
  ["add diversity after fuse", search, ["fuse > diversity", "diversity > first-of"], ["fuse > first-of"]],
  [
    "insert a filter before the answer",
    search,
    ["pin-and-boost > filter", "filter > answer"],
    ["pin-and-boost > answer"],
  ],
  [
    "put a sort between in stock and pin & boost",
    search,
    ["in-stock > sort", "sort > pin-and-boost"],
    ["in-stock > pin-and-boost"],
  ],
  ["add a filter", home, ["diversity > filter", "filter > explore"], ["diversity > explore"]],
  ["add trending and fuse it", search, ["trending > fuse"], []],
  [
    "add customers also viewed, and bought before",
    search,
    ["customers-also-viewed > fuse", "bought-before > fuse"],
    [],
  ],
  ["add keyword search", home, ["endpoint-request > keyword-search", "keyword-search > blend"], []],
  [
    "add vector search",
    home,
    ["endpoint-request > embed-text", "embed-text > vector-search", "vector-search > blend"],
    [],
  ],
  ["add divresity", search, ["pin-and-boost > diversity", "diversity > answer"], []],
  ["remove diversity", home, ["in-stock > explore"], ["in-stock > diversity"]],
  ["get rid of trending", home, [], ["trending > blend"]],
  ["remove vector search and embed text", search, ["keyword-search > first-of"], ["fuse > first-of"]],
  [
    "use best sellers when there is nothing",
    home,
    ["blend > first-of", "best-sellers > first-of", "first-of > in-stock"],
    [],
  ],
  ["fall back to trending", search, ["trending > first-of"], []],
  ["if there is nothing, use trending", search, ["trending > first-of"], []],
  ["connect the request to trending", home, ["endpoint-request > trending"], []],
  ["disconnect fuse from first of", search, [], ["fuse > first-of"]],
  ["replace best sellers with trending", search, ["trending > first-of"], ["best-sellers > first-of"]],
  ["stop exploring", home, ["diversity > answer"], ["explore > answer"]],
  ["remove the fallback", search, ["fuse > in-stock"], ["first-of > in-stock"]],
  ["fuse also viewed and trending", search, ["customers-also-viewed > fuse", "trending > fuse"], []],
];

describe("sentences that wire something", () => {
  for (const [sentence, graph, there, gone] of wirings) {
    it(sentence, async () => {
      const { proposal, after } = await ask(sentence, graph);
      const tail = (one: string) => one.replace("answer-products", "answer").replace("products", "answer");
      const wires = way(after).map((wire) => wire.replace(/> products$/, "> answer"));
      expect(proposal.misread).toEqual([]);
      for (const wire of there) expect(wires.map(tail)).toContain(wire);
      for (const wire of gone) expect(wires.map(tail)).not.toContain(wire);
      expect(proposal.problems.filter(({ severity }) => severity === "error")).toEqual(
        sentence.startsWith("disconnect") ? expect.anything() : [],
      );
    });
  }

  it("renames, and leaves a note", async () => {
    const { after } = await ask('rename best sellers to "What everybody buys"; note: ask Mira first', home);
    expect(after.nodes.find(({ id }) => id === "popular")?.title).toBe("What everybody buys");
    expect(after.notes[0]?.text).toBe("ask Mira first");
  });
});

describe("groups", () => {
  it("take in what is put between their members, joined to their lists, or in a member's place", async () => {
    const sentence = "add vector search, replace trending with keyword search, use best sellers when there is nothing";
    const { after } = await ask(sentence, home);
    const members = after.groups[0]!.nodes.map((id) => after.nodes.find((node) => node.id === id)?.type);
    for (const type of ["find.vector-search", "language.embed-text", "find.keyword-search", "logic.first-of"])
      expect(members).toContain(type);
  });
});

describe("sentences on an empty canvas", () => {
  const starts = [
    ["recommend what customers also bought, in stock, 8 products", "find.customers-also-bought", 8],
    ["search", "find.keyword-search", 12],
    ["search by words and by meaning, only in stock", "find.vector-search", 12],
    ["show what is trending, allow 2 of a category", "find.trending", 12],
    ["recommend 6 best sellers in stock", "find.best-sellers", 6],
    ["similar products for the product page", "find.customers-also-viewed", 12],
    ["buy it again", "find.bought-before", 12],
    ["Build a home page shelf: best sellers, in stock, 2 per category, 8 products", "find.best-sellers", 8],
    ["home page recommendations with exploration", "find.customers-also-bought", 12],
    ["Recommend best sellers and trending products, hide products under 10 euros", "find.trending", 12],
  ] as const;
  for (const [sentence, finder, count] of starts) {
    it(sentence, async () => {
      const { proposal, after } = await ask(sentence, emptyGraph);
      expect(proposal.misread).toEqual([]);
      expect(after.nodes.map(({ type }) => type)).toContain(finder);
      expect(configOf(after, "answer.products")).toMatchObject({ count });
      expect(after.samples).toHaveLength(1);
      const compiled = await compile(after, registry, facts);
      expect(compiled.problems).toEqual([]);
      expect(compiled.ok).toBe(true);
    });
  }
});

const refused: readonly (readonly [string, Graph, RegExp])[] = [
  ["add a teleporter", home, /no node called “a teleporter”/],
  ["remove the flux capacitor", home, /no node of this pipeline/],
  ["remove pin & boost", home, /no Pin & boost in this pipeline yet/],
  ["connect trending to the moon", home, /no node “the moon”/],
  ["connect the answer to trending", home, /takes Shopper|no wire|carries/],
  ["set the warp factor to 9", home, /No node here has a setting called/],
  ["half-life 14 days", home, /Several nodes have it/],
  ["answer with 48 products", home, /so already/],
  ["explore 300%", home, /0 to 100 %/],
  ["answer with 100000 products", home, /1 to 500/],
  ["set the half-life of trending to soon", home, /no number/],
  ["add an answer", home, /has its Answer already/],
  ["make me a sandwich", home, /./],
  ["<script>alert(1)</script>", home, /Not understood/],
  ["boost <img src=x onerror=alert(1)> by 20%", home, /no brand, category or price/],
  ["__proto__", home, /Not understood/],
  ["set constructor to 5", home, /No node here has a setting/],
  ["'; drop table product; --", home, /./],
  ["请推荐商品", home, /Not understood/],
  [`add ${"very ".repeat(95)}long`, home, /no node called/],
  ["x".repeat(5000), home, /up to 500 characters/],
];

describe("sentences that cannot be done", () => {
  for (const [sentence, graph, reason] of refused) {
    it(sentence.slice(0, 60), async () => {
      const { proposal } = await ask(sentence, graph);
      expect(proposal.edits).toEqual([]);
      expect(proposal.misread[0]?.reason).toMatch(reason);
      expect(proposal.suggestions).toHaveLength(3);
    });
  }

  it("keeps quotes within a text of the expression", async () => {
    const { after, proposal } = await ask('hide brand x" || true || brand == "', home);
    expect(proposal.problems).toEqual([]);
    expect(configOf(after, "rules.filter").keep).toBe('brand != "x\\" || true || brand == \\""');
  });

  it("does what it understood, and says what it did not", async () => {
    const { proposal, after } = await ask("answer with 8 products and make it pop", home);
    expect(configOf(after, "answer.products")).toMatchObject({ count: 8 });
    expect(proposal.misread).toHaveLength(1);
  });

  it("says nothing and changes nothing for an empty sentence", async () => {
    expect((await ask("   ", home)).proposal.edits).toEqual([]);
  });
});

describe("the order of precedence: availability, filters, pins, boosts", () => {
  it("puts what orders again before pins, so that they stay where they were pinned", async () => {
    const { after: pinned } = await ask("pin NF-10001 first", search);
    for (const [sentence, type] of [
      ["sort by price low to high", "sort"],
      ["allow 2 of a brand", "diversity"],
      ["prefer newer products", "recency-weight"],
    ] as const) {
      const wires = way((await ask(sentence, pinned)).after);
      const at = (name: string) => `${name} > pin-and-boost`;
      const before = type === "recency-weight" ? at("sort") : at(type);
      expect([sentence, wires.includes(before)]).toEqual([sentence, true]);
      expect(wires).toContain("pin-and-boost > products");
    }
  });

  it("filters and checks the stock behind pins: what may not be shown is not shown where it is pinned", async () => {
    const { after: pinned } = await ask("pin NF-10001 first", search);
    expect(way((await ask("hide products under 10 euros", pinned)).after)).toContain("pin-and-boost > filter");
  });

  it("boosts in the node that pins, which stand above boosts", async () => {
    const { after: pinned } = await ask("pin NF-10001 first", search);
    const { after } = await ask("boost Nike a lot", pinned);
    expect(configOf(after, "rules.pin-and-boost")).toMatchObject({
      pins: [{ productId: "NF-10001" }],
      boosts: [{ when: 'brand == "Nike"', factor: 3 }],
    });
  });
});

describe("what is asked of the studio", () => {
  it.each([
    ["undo that", { do: "undo" }],
    ["publish it", { do: "publish" }],
    ["make it faster", { do: "show-slowest" }],
    ["why is this product first", { do: "why" }],
  ])("%s", async (sentence, action) => {
    const { proposal } = await ask(sentence, home);
    expect(proposal).toMatchObject({ action, edits: [], misread: [] });
  });

  it("offers what may be cut to make it faster, and says what an end of exploration costs", async () => {
    expect((await ask("make it faster", home)).proposal.suggestions[0]).toMatch(/^set the limit of .+ to \d+$/);
    expect((await ask("remove the exploration", home)).proposal.remarks.join()).toMatch(/no chance/);
  });
});

describe("suggestions", () => {
  for (const [name, graph] of [
    ["empty", emptyGraph],
    ["home", home],
    ["search", search],
  ] as const) {
    it(`are understood on the ${name} graph`, async () => {
      const { proposal } = await ask("what can you do", graph);
      expect(proposal.suggestions).toHaveLength(3);
      for (const suggestion of proposal.suggestions) {
        const { proposal: next } = await ask(suggestion, graph);
        expect([suggestion, next.misread, next.edits.length > 0]).toEqual([suggestion, [], true]);
      }
    });
  }
});
