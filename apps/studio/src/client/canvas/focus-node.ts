/**
 * Puts the keyboard on a node's card, as soon as it is drawn: after adding or wiring one, the next key means the canvas
 * again, not the list that it was chosen from.
 */
export function focusNode(id: string, tries = 20): void {
  const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  // A card that is not measured yet is hidden, and what is hidden takes no focus.
  if (card !== null && getComputedStyle(card).visibility !== "hidden") card.focus({ preventScroll: true });
  else if (tries > 0) setTimeout(() => focusNode(id, tries - 1), 30);
}

/** Puts the keyboard into the first field of the inspector, once it is open. */
export function focusInspector(tries = 10): void {
  const field = document.querySelector<HTMLElement>("#inspector [role=tabpanel] :is(input, textarea, button)");
  if (field !== null) field.focus();
  else if (tries > 0) setTimeout(() => focusInspector(tries - 1), 30);
}

/** Puts the keyboard on the canvas when what had it is gone with the next drawing, such as a card or a field of its panel. */
export function focusCanvasWhenLost(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById("canvas")?.focus();
  });
}
