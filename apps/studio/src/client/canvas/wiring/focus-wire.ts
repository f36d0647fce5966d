const wireElement = (id: string) =>
  document.querySelector<SVGGElement>(`.react-flow__edge[data-id="${CSS.escape(id)}"]`);

/** Puts the keyboard on a wire; false when it is not drawn. */
export function focusWire(id: string): boolean {
  const element = wireElement(id);
  element?.focus({ preventScroll: true });
  return element !== null;
}

/** The middle of a drawn wire, in the window. */
export function middleOfWire(id: string): { x: number; y: number } | undefined {
  const box = wireElement(id)?.querySelector("path")?.getBoundingClientRect();
  return box === undefined ? undefined : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
