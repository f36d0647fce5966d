/** The id of the wire that runs under one of these places of the window; `undefined` where none does. */
export function wireUnder(points: readonly { readonly x: number; readonly y: number }[]): string | undefined {
  for (const { x, y } of points) {
    for (const element of document.elementsFromPoint(x, y)) {
      const wire = element.closest<SVGGElement>(".react-flow__edge")?.dataset.id;
      if (wire !== undefined) return wire;
    }
  }
  return undefined;
}

/** Places all over a card, from its middle outwards, closer together than a wire's reach is wide. */
export function pointsOfCard(key: string): readonly { readonly x: number; readonly y: number }[] {
  const box = document.querySelector(`.react-flow__node[data-id="${CSS.escape(key)}"]`)?.getBoundingClientRect();
  if (box === undefined) return [];
  const shares = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];
  return shares.flatMap((share) =>
    [0.5, 0.25, 0.75].map((across) => ({ x: box.left + box.width * across, y: box.top + box.height * share })),
  );
}
