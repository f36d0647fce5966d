const onApple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A shortcut as this machine's keyboard names its keys: `⇧⌘Z` stays so on Apple's, elsewhere it reads `Ctrl+Shift+Z`. */
export function keyLabel(keys: string, apple = onApple): string {
  if (apple) return keys;
  return keys
    .split(", ")
    .map((one) => {
      const held = [
        ...(one.includes("⌘") ? ["Ctrl"] : []),
        ...(one.includes("⌥") ? ["Alt"] : []),
        ...(one.includes("⇧") ? ["Shift"] : []),
      ];
      const rest = one
        .replace(/[⌘⌥⇧]\s*/g, "")
        .replace("↵", "Enter")
        .replace("⌫", "Delete");
      return [...held, rest].join("+");
    })
    .join(", ");
}
