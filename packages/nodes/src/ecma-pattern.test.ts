import { expect, it } from "vitest";
import { linearPattern } from "./linear-pattern.ts";

it.each([
  ["^\\ud83d\\ude00$", "😀"],
  ["^\\u00e9$", "é"],
  ["^\\u{1F600}$", "😀"],
  ["^\\p{Letter}+$", "Zoë"],
  ["^\\p{Script=Greek}+$", "αβγ"],
  ["^\\p{gc=Lu}\\P{Decimal_Number}$", "Ab"],
  ["^[\\p{Letter}\\p{Nd}]+$", "é1"],
  ["^[^]$", "a"],
  ["^\\\\ud83d$", "\\ud83d"],
])("%s matches what it matches in JavaScript", (source, text) => {
  expect(new RegExp(source, "u").test(text)).toBe(true);
  expect(linearPattern(source).test(text)).toBe(true);
});
