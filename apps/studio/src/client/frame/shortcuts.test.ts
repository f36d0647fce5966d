import { expect, it } from "vitest";
import {
  isSingleCharacter,
  isSingleKey,
  type Press,
  pressedShortcut,
  shortcutSections,
  shortcuts,
} from "./shortcuts.ts";

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

it("reports shortcuts apart by what is held", () => {
  expect(pressedShortcut(press("z", { ctrlKey: true }))).toBe("undo");
  expect(pressedShortcut(press("Z", { metaKey: true, shiftKey: true }))).toBe("redo");
  expect(pressedShortcut(press("g", { metaKey: true }))).toBe("group");
  expect(pressedShortcut(press("G", { metaKey: true, shiftKey: true }))).toBe("ungroup");
  expect(pressedShortcut(press("a"))).toBe("add");
  expect(pressedShortcut(press("a", { ctrlKey: true }))).toBe("selectAll");
  expect(pressedShortcut(press("A", { shiftKey: true }))).toBeUndefined();
  expect(pressedShortcut(press("ArrowUp"))).toBe("move");
  expect(pressedShortcut(press("ArrowUp", { shiftKey: true }))).toBe("fineMove");
  expect(pressedShortcut(press("ArrowUp", { altKey: true }))).toBe("resize");
  expect(pressedShortcut(press("Delete"))).toBe("delete");
});

it("takes a sign wherever the keyboard has it", () => {
  expect(pressedShortcut(press("+", { shiftKey: true }))).toBe("larger");
  expect(pressedShortcut(press("/", { shiftKey: true }))).toBe("search");
});

it("gives no two shortcuts the same keys", () => {
  const keys = Object.values(shortcuts).flatMap((shortcut) => [...shortcut.keys]);
  expect(new Set(keys).size).toBe(keys.length);
});

it("knows which keys stand alone, as they can be switched off", () => {
  expect(isSingleCharacter(press("?", { shiftKey: true }))).toBe(true);
  expect(isSingleCharacter(press("Enter"))).toBe(false);
  expect(isSingleCharacter(press("k", { metaKey: true }))).toBe(false);
  expect(["A", "/", "1"].map(isSingleKey)).toEqual([true, true, true]);
  expect(["⌘A", "Tab", "⌫"].map(isSingleKey)).toEqual([false, false, false]);
});

it("shows every shortcut in the map once", () => {
  expect(shortcutSections().flatMap((section) => section.shortcuts)).toHaveLength(Object.keys(shortcuts).length);
});
