import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

it("gives the published check value for 123456789, in one go or continued", () => {
  const digits = new TextEncoder().encode("123456789");
  expect(crc32(digits)).toBe(0xcbf43926);
  expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
});
