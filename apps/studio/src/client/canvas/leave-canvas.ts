const focusable = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** Puts the keyboard on the first control after the graph, or the last before it: Tab must always lead out. */
export function leaveCanvas(step: 1 | -1): boolean {
  const graph = document.querySelector(".react-flow");
  if (graph === null) return false;
  const outside = [...document.querySelectorAll<HTMLElement>(focusable)].filter((control) => {
    if (graph.contains(control) || control.tabIndex < 0 || control.matches(":disabled")) return false;
    const side = graph.compareDocumentPosition(control);
    const direction = step === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    return (side & direction) !== 0 && control.getClientRects().length > 0;
  });
  const control = step === 1 ? outside[0] : outside.at(-1);
  control?.focus();
  return control !== undefined;
}
