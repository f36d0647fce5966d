/** A mark on the elements of cards whose contents are not laid out and painted: they are out of view, or seen from afar. */
const skipped = "skipped";

/** Decides for each card of a graph whether the browser draws its contents. */
export interface CardCulling {
  /** The cards that there are now. */
  watch(cards: Iterable<HTMLElement>): void;
  /** True when the view is so small that no card's contents can be read. */
  setFar(far: boolean): void;
  stop(): void;
}

/** Keeps the contents of cards outside of `view` undrawn: with 300 cards the browser has work with a few dozens only. */
export function createCardCulling(view: HTMLElement): CardCulling {
  const outside = new Set<HTMLElement>();
  let far = false;
  let cards = new Set<HTMLElement>();
  const mark = (card: HTMLElement) => {
    if (far || outside.has(card)) card.dataset[skipped] = "";
    else delete card.dataset[skipped];
  };
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const card = target as HTMLElement;
        if (isIntersecting) outside.delete(card);
        else outside.add(card);
        mark(card);
      }
    },
    { root: view, rootMargin: "120px" },
  );
  // A card that gets other contents while undrawn is drawn for a moment, or its height would stay that of the old ones.
  const changes = new MutationObserver((records) => {
    const changed = new Set<HTMLElement>();
    for (const { target } of records) {
      const card = (target instanceof Element ? target : target.parentElement)?.closest<HTMLElement>(
        ".react-flow__node",
      );
      if (card?.dataset[skipped] !== undefined) changed.add(card);
    }
    if (changed.size === 0) return;
    for (const card of changed) delete card.dataset[skipped];
    requestAnimationFrame(() => requestAnimationFrame(() => changed.forEach(mark)));
  });
  return {
    watch(now) {
      const next = new Set(now);
      for (const card of cards) if (!next.has(card)) sight.unobserve(card);
      for (const card of next) if (!cards.has(card)) sight.observe(card);
      for (const card of outside) if (!next.has(card)) outside.delete(card);
      cards = next;
      changes.disconnect();
      for (const card of cards) changes.observe(card, { childList: true, subtree: true });
    },
    setFar(now) {
      if (far === now) return;
      far = now;
      cards.forEach(mark);
    },
    stop() {
      sight.disconnect();
      changes.disconnect();
    },
  };
}
