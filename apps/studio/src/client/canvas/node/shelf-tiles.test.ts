import { expect, it } from "vitest";
import type { Preview } from "../../api/outputs.ts";
import { drawsShelf } from "./shelf-tiles.ts";

const products = (count: number, dropped: number) =>
  ({ kind: "products", count, items: [], sources: [], dropped: { count: dropped, items: [] } }) as unknown as Preview;

it("gives words the place of prices only where products are drawn", () => {
  expect(drawsShelf(products(3, 0))).toBe(true);
  expect(drawsShelf(products(0, 2))).toBe(true);
  // "No products" stands there.
  expect(drawsShelf(products(0, 0))).toBe(false);
  expect(drawsShelf({ kind: "answer", items: [] } as unknown as Preview)).toBe(false);
  expect(drawsShelf({ kind: "number", value: 1 })).toBe(false);
  expect(drawsShelf(undefined)).toBe(false);
});
