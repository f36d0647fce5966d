import { expect, it } from "vitest";
import { keyLabel } from "./key-label.ts";

it("names keys as the keyboard at hand does", () => {
  expect(keyLabel("⇧⌘Z", true)).toBe("⇧⌘Z");
  expect(keyLabel("⇧⌘Z", false)).toBe("Ctrl+Shift+Z");
  expect(keyLabel("⌘ ↵", false)).toBe("Ctrl+Enter");
  expect(keyLabel("⌘ Z, ⇧ ⌘ Z", false)).toBe("Ctrl+Z, Ctrl+Shift+Z");
  expect(keyLabel("Tab, ⇧ Tab", false)).toBe("Tab, Shift+Tab");
  expect(keyLabel("⌫", false)).toBe("Delete");
});
