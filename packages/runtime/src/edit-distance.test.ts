import { expect, it } from "vitest";
import { editDistance, nearestName } from "./edit-distance.ts";

it.each([
  ["kitten", "sitting", 5, 3],
  ["", "abc", 5, 3],
  ["same", "same", 2, 0],
  ["far", "entirely", 2, 3],
])("counts the edits between %s and %s", (a, b, limit, distance) => {
  expect(editDistance(a, b, limit)).toBe(distance);
});

it.each([
  ["shoperId", "shopperId"],
  ["shopper", "shopperId"],
  ["querry", "query"],
  ["LIMIT", "limit"],
  ["colour", undefined],
  ["x", undefined],
])("finds for %s the name %s", (name, nearest) => {
  expect(nearestName(name, ["shopperId", "query", "limit", "viewed"])).toBe(nearest);
});
