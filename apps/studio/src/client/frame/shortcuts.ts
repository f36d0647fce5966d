/** A shortcut: its keys as the map shows them, the first the preferred one, and what it does. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
  readonly section: "Everywhere" | "Nodes" | "Wires" | "Arrange" | "Run and publish" | "Move about";
  /** Done by the browser's own event or by a component, not by the canvas's key handler. */
  readonly elsewhere?: true;
  /** What a person must be allowed to; those who may only look are not offered it. */
  readonly needs?: "edit" | "publish";
  /** Too small a step for the palette of commands. */
  readonly keysOnly?: true;
}

/**
 * Every shortcut there is. The key handlers, the map of shortcuts, the palette of commands and the hints on buttons all read
 * this table, so that none of them can say what another does not do. ⌘ is Ctrl on other keyboards than Apple's.
 */
export const shortcuts = {
  palette: { keys: ["⌘K"], does: "Find or do anything", section: "Everywhere", elsewhere: true },
  help: { keys: ["?"], does: "Show this map", section: "Everywhere", elsewhere: true },

  add: { keys: ["A"], does: "Add a node; on a wire, between its ends", section: "Nodes", needs: "edit" },
  search: { keys: ["/"], does: "Search the nodes to add", section: "Nodes", needs: "edit" },
  assistant: { keys: ["⌘I"], does: "Ask the assistant for a change", section: "Nodes", needs: "edit" },
  settings: {
    keys: ["Enter"],
    does: "Open what is focused: settings, a note's text",
    section: "Nodes",
    keysOnly: true,
  },
  back: { keys: ["Esc"], does: "Close, or back to the canvas", section: "Nodes", keysOnly: true },
  delete: { keys: ["⌫"], does: "Delete what is selected", section: "Nodes", needs: "edit" },
  copy: { keys: ["⌘C"], does: "Copy the selected nodes", section: "Nodes", elsewhere: true, keysOnly: true },
  paste: { keys: ["⌘V"], does: "Paste nodes", section: "Nodes", elsewhere: true, keysOnly: true, needs: "edit" },
  duplicate: { keys: ["⌘D"], does: "Duplicate the selected nodes", section: "Nodes", needs: "edit" },
  selectAll: { keys: ["⌘A"], does: "Select all", section: "Nodes" },
  undo: { keys: ["⌘Z"], does: "Undo", section: "Nodes", needs: "edit" },
  redo: { keys: ["⇧⌘Z", "⌘Y"], does: "Redo", section: "Nodes", needs: "edit" },

  wire: { keys: ["W"], does: "Start a wire; arrows choose a port, Enter joins", section: "Wires", needs: "edit" },
  nextWire: { keys: ["E"], does: "Select the node's next wire", section: "Wires" },
  nextProblem: { keys: ["."], does: "Go to the next problem", section: "Wires" },
  quickFix: { keys: ["M"], does: "Fix it in the first way offered", section: "Wires", needs: "edit" },

  move: { keys: ["Arrows"], does: "Move what is selected by 16 px", section: "Arrange", keysOnly: true, needs: "edit" },
  fineMove: { keys: ["⇧Arrows"], does: "Move by 4 px", section: "Arrange", keysOnly: true, needs: "edit" },
  resize: {
    keys: ["⌥Arrows"],
    does: "Make the selected note larger or smaller",
    section: "Arrange",
    keysOnly: true,
    needs: "edit",
  },
  group: { keys: ["⌘G"], does: "Group what is selected", section: "Arrange", needs: "edit" },
  ungroup: { keys: ["⇧⌘G"], does: "Ungroup", section: "Arrange", needs: "edit" },
  collapse: { keys: ["C"], does: "Collapse the group into one card, or expand it", section: "Arrange", needs: "edit" },
  note: { keys: ["N"], does: "Add a note", section: "Arrange", needs: "edit" },
  autoLayout: { keys: ["L"], does: "Auto-layout", section: "Arrange", needs: "edit" },

  run: { keys: ["⌘↵"], does: "Run in place", section: "Run and publish" },
  publish: { keys: ["⇧⌘P"], does: "Publish", section: "Run and publish", needs: "publish" },
  runUpTo: { keys: ["R"], does: "Run up to the chosen node", section: "Run and publish" },
  runFrom: { keys: ["⇧R"], does: "Run from the chosen node on", section: "Run and publish" },
  pin: { keys: ["P"], does: "Pin what the chosen node gives, or unpin it", section: "Run and publish", needs: "edit" },
  why: { keys: ["Y"], does: "Why is a product shown, or not", section: "Run and publish" },
  runs: { keys: ["J"], does: "Show or hide the last runs", section: "Run and publish" },

  find: { keys: ["⌘F"], does: "Search in the graph", section: "Move about" },
  nextNode: {
    keys: ["Tab"],
    does: "Next node along the wires, then out of the canvas",
    section: "Move about",
    keysOnly: true,
  },
  previousNode: {
    keys: ["⇧Tab"],
    does: "Previous node, then out of the canvas",
    section: "Move about",
    keysOnly: true,
  },
  full: { keys: ["1"], does: "Zoom to 100 %", section: "Move about" },
  fit: { keys: ["0"], does: "Fit the graph into the window", section: "Move about" },
  larger: { keys: ["+", "="], does: "Zoom in", section: "Move about" },
  smaller: { keys: ["-"], does: "Zoom out", section: "Move about" },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;
/** Those that the canvas's key handler must know how to do. */
export type CanvasShortcutId = {
  [K in ShortcutId]: (typeof shortcuts)[K] extends { readonly elsewhere: true } ? never : K;
}[ShortcutId];

const all = Object.entries(shortcuts) as readonly (readonly [ShortcutId, Shortcut])[];

/** A table entry with the optional fields that its literal may lack. */
export function shortcutOf(id: ShortcutId): Shortcut {
  return shortcuts[id];
}

const named: { readonly [key: string]: readonly string[] } = {
  "↵": ["enter"],
  Enter: ["enter"],
  Esc: ["escape"],
  Tab: ["tab"],
  "⌫": ["backspace", "delete"],
  Arrows: ["arrowleft", "arrowright", "arrowup", "arrowdown"],
};

/** The part of a key press that identifies a shortcut. */
export type Press = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">;

/** True when a press is these keys. Where "?" or "+" lies differs between keyboards, so Shift is not asked for signs. */
export function isPressed(keys: string, press: Press): boolean {
  const key = keys.replace(/[⌘⇧⌥]/g, "");
  const expectedKeys = named[key] ?? [key.toLowerCase()];
  if (!expectedKeys.includes(press.key.toLowerCase())) return false;
  if (keys.includes("⌘") !== (press.metaKey || press.ctrlKey) || keys.includes("⌥") !== press.altKey) return false;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return isSign || keys.includes("⇧") === press.shiftKey;
}

/** True for a press of one letter, digit or sign, which speech input and slips of the hand produce by accident. */
export function isSingleCharacter(press: Press): boolean {
  return press.key.length === 1 && !press.metaKey && !press.ctrlKey && !press.altKey;
}

/** True for a shortcut of one letter, digit or sign. */
export function isSingleKey(keys: string): boolean {
  return keys.length === 1 && named[keys] === undefined;
}

/** The shortcut that a press on the canvas means. */
export function pressedShortcut(press: Press): CanvasShortcutId | undefined {
  const found = all.find(
    ([, shortcut]) => shortcut.elsewhere !== true && shortcut.keys.some((keys) => isPressed(keys, press)),
  );
  return found?.[0] as CanvasShortcutId | undefined;
}

/** The table by sections, in its order. */
export function shortcutSections(): readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] {
  const titles = [...new Set(all.map(([, shortcut]) => shortcut.section))];
  return titles.map((title) => ({
    title,
    shortcuts: all.map(([, shortcut]) => shortcut).filter((shortcut) => shortcut.section === title),
  }));
}
