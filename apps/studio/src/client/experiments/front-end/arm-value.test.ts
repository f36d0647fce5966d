import fc from "fast-check";
import { expect, it } from "vitest";
import { armValue, valueText } from "./arm-value.ts";

it("takes what reads as JSON for what it is, and everything else as text", () => {
  expect(["on", "12", "true", '{"colour":"green"}', "", "1.", "null", '"12"'].map(armValue)).toEqual([
    "on",
    12,
    true,
    { colour: "green" },
    "",
    "1.",
    "null",
    "12",
  ]);
});

it("writes every value so that it is read as the same one again", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ depthSize: "small" }).filter((value) => value !== null),
      (value) => {
        expect(armValue(valueText(value as never))).toEqual(JSON.parse(JSON.stringify(value)));
      },
    ),
  );
});
