import { expect, it } from "vitest";
import { keyWords } from "./key-words.ts";

it("names keys as the keyboard at hand does", () => {
  expect(keyWords("⇧⌘Z", true)).toBe("⇧⌘Z");
  expect(keyWords("⇧⌘Z", false)).toBe("Ctrl+Shift+Z");
  expect(keyWords("⌘ ↵", false)).toBe("Ctrl+Enter");
  expect(keyWords("⌘ Z, ⇧ ⌘ Z", false)).toBe("Ctrl+Z, Ctrl+Shift+Z");
  expect(keyWords("Tab, ⇧ Tab", false)).toBe("Tab, Shift+Tab");
  expect(keyWords("⌫", false)).toBe("Delete");
});
