import { expect, it } from "vitest";
import { UnchangedCatalogue } from "./unchanged-catalogue.ts";

it("reads once for a question and a workspace until the catalogue moves, ten minutes go by, or a read fails", async () => {
  let [products, live, now, reads] = [1, 1, 0, 0];
  const catalogue = new UnchangedCatalogue({ position: async () => ({ products, live }) }, () => now);
  const ask = (workspaceId = "ws", key = "all") => catalogue.read(workspaceId, key, async () => ++reads);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask("other")).toBe(2);
  expect(await ask("ws", "text")).toBe(3);
  products++;
  expect(await ask()).toBe(4);
  live++;
  expect(await ask()).toBe(5);
  now += 599_999;
  expect(await ask()).toBe(5);
  now += 1;
  expect(await ask()).toBe(6);
  products++;
  await expect(catalogue.read("ws", "all", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await ask()).toBe(7);
});
