import fc from "fast-check";
import { expect, it } from "vitest";
import { cutText, shortenText } from "./cut-text.ts";

it("never cuts inside a character", () => {
  expect(cutText("ab👟cd", 3)).toBe("ab");
  expect(cutText("ab👟cd", 4)).toBe("ab👟");
  expect(cutText("👟", 1)).toBe("");
  expect(cutText("ab", 0)).toBe("");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, max) => {
      const cut = cutText(text, max);
      expect(text.startsWith(cut)).toBe(true);
      expect(() => encodeURIComponent(cut)).not.toThrow();
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, max - 1));
    }),
  );
});

it("says that something was cut", () => {
  expect(shortenText("abc", 3)).toBe("abc");
  expect(shortenText("abcd", 3)).toBe("abc…");
});
