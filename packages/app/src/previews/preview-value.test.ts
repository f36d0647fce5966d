import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { product } from "@aisle/runtime/node-sdk/product";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { previewOf } from "./preview-value.ts";

const preview = (type: PortTypeName, value: unknown, inputs: Parameters<typeof previewOf>[2] = []) =>
  previewOf(type, value, inputs, async (ids) => ids.map((id) => ({ title: `The ${id}` })));
const types: readonly PortTypeName[] = [
  "Products",
  "Product",
  "Shopper",
  "Text",
  "Vector",
  "Features",
  "Intent",
  "Messages",
  "Answer",
  "Image",
  "Table",
  "Events",
  "Action",
  "Number",
  "Boolean",
  "Json",
];

describe("previews by type", () => {
  it("shows products with what was dropped and how lists overlap", async () => {
    const from = (node: string) => [{ node, rank: 1, score: 1 }];
    const both = product("a", 2, { title: "Tent" }, [...from("one"), ...from("two")]);
    const gone = product("b", 1, {}, from("one"));
    expect(await preview("Products", [both], [[both, gone]])).toMatchObject({
      kind: "products",
      count: 1,
      items: [{ id: "a", title: "Tent", from: [{ node: "one" }, { node: "two" }] }],
      sources: [{ nodes: ["one", "two"], count: 1 }],
      dropped: { count: 1, items: [{ id: "b" }] },
    });
  });

  it("looks up what a shopper saw", async () => {
    expect(await preview("Shopper", { id: "s1", viewed: ["p1"] })).toMatchObject({ viewed: [{ title: "The p1" }] });
  });

  it("shows every label of an intent, the surest first, or the one that it has", async () => {
    const candidates = [
      { label: "browse", confidence: 0.2 },
      { label: "buy", confidence: 0.8 },
    ];
    expect(await preview("Intent", { label: "buy", confidence: 0.8, candidates })).toMatchObject({
      candidates: [{ label: "buy" }, { label: "browse" }],
    });
    expect(await preview("Intent", { label: "buy", confidence: 0.8 })).toMatchObject({
      candidates: [{ label: "buy", confidence: 0.8 }],
    });
  });

  it("profiles every column of a table over all rows, and shows the first fifty", async () => {
    const rows = Array.from({ length: 80 }, (_, at) => [at, at % 2 === 0 ? "even" : "odd"]);
    const shown = await preview("Table", { columns: ["n", "parity"], rows });
    if (shown.kind !== "table") throw new Error(shown.kind);
    expect(shown).toMatchObject({
      count: 80,
      profiles: [{ distinct: 80, range: { max: 79 } }, { distinct: 2 }],
    });
    expect(shown.rows).toHaveLength(50);
  });

  it("shows the largest features, the end of a talk, events by kind, and what an action would send", async () => {
    expect(await preview("Features", { small: 0.1, large: -9 })).toMatchObject({ entries: [{ name: "large" }, {}] });
    expect(await preview("Messages", [{ role: "user", content: "x".repeat(5000) }])).toMatchObject({
      count: 1,
      messages: [{ role: "user", content: expect.stringMatching(/^x{2000}…$/) }],
    });
    const events = [{ type: "view" }, { type: "cart" }, { type: "view" }];
    expect(await preview("Events", events)).toMatchObject({ count: 3, kinds: [{ name: "view", count: 2 }, {}] });
    expect(await preview("Action", { action: "send-mail", to: "a" })).toMatchObject({ title: "send-mail", cut: false });
  });

  it("draws pictures that browsers only draw, and no others", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await preview("Image", { mime: "image/png", bytes })).toMatchObject({
      src: "data:image/png;base64,AQID",
      sizeBytes: 3,
    });
    expect(await preview("Image", { mime: "image/svg+xml", bytes })).toMatchObject({ src: null });
    expect(await preview("Image", { mime: "image/png", bytes: new Uint8Array(300_000) })).toMatchObject({ src: null });
  });

  it("shows a value that is not of its type as the JSON it is, and never throws", async () => {
    expect(await preview("Products", "tent")).toEqual({ kind: "json", json: "tent", cut: false });
    expect(await preview("Table", { rows: 3 })).toEqual({ kind: "json", json: { rows: 3 }, cut: false });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types),
        fc.anything({ withBigInt: true, withTypedArray: true }),
        async (type, value) => {
          const shown = await preview(type, value);
          expect(JSON.parse(JSON.stringify(shown))).toHaveProperty("kind");
          expect(JSON.stringify(shown).length).toBeLessThan(200_000);
        },
      ),
      { numRuns: 500 },
    );
  });
});
