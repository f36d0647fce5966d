import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import type { PortTypeName } from "./port-type.ts";
import { portJson, readPortJson } from "./port-value.ts";
import { product } from "./product.ts";

const tent = product("a", 0.5, { title: "Tent" }, [{ node: "n", rank: 1, score: 0.5 }]);

const values: { readonly [N in PortTypeName]: unknown } = {
  Products: [tent],
  Product: tent,
  Shopper: { id: "s1", viewed: ["a"] },
  Text: "tent",
  Vector: { embedder: "tiny@1", values: new Float32Array([0.5, -1]) },
  Features: { views: 3 },
  Intent: { label: "buy", confidence: 0.8, candidates: [{ label: "buy", confidence: 0.8 }] },
  Messages: [{ role: "user", content: "hello" }],
  Answer: { body: { items: [] }, slots: [{ product: tent, availability: "in-stock" }] },
  Image: { mime: "image/png", bytes: new Uint8Array([0, 255, 7]) },
  Table: { columns: ["a", "b"], rows: [[1, null]] },
  Events: [{ type: "view" }],
  Action: { do: "send" },
  Number: 4.5,
  Boolean: false,
  Json: { any: ["thing"] },
};

describe("values of ports as JSON", () => {
  it.each(Object.entries(values))("keeps a value of type %s through JSON", (name, value) => {
    const type = name as PortTypeName;
    const json = portJson(type, value);
    expect(json).toBeDefined();
    expect(readPortJson(type, JSON.parse(JSON.stringify(json)) as Json)).toEqual({ ok: true, value });
  });

  it("reports a value that is not of its type from one that is", () => {
    expect(portJson("Products", "tent")).toBeUndefined();
    expect(portJson("Vector", { embedder: "tiny@1", values: [1] })).toBeUndefined();
    expect(portJson("Table", { columns: ["a"], rows: [[1, 2]] })).toBeUndefined();
    expect(portJson("Json", undefined)).toBeUndefined();
  });

  it("names the field that does not fit", () => {
    expect(readPortJson("Products", [{ id: "a", fields: {} }])).toMatchObject({
      ok: false,
      reason: expect.stringContaining("0.score"),
    });
  });
});
