import { expect, it } from "vitest";
import { otherMajors } from "./other-node.mjs";

it("names both supported majors besides the one that runs", () => {
  expect(["20.20.2", "22.1.0", "24.4.1"].map(otherMajors)).toEqual([
    [22, 24],
    [20, 24],
    [20, 22],
  ]);
});
