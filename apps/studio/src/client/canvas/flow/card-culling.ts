/** How the cards look at the view's scale: contents can be read, only titles can, or not even ports can be aimed at. */
export type Distance = "near" | "far" | "tiny";

/** Decides for each card of a graph whether its contents are drawn. */
export interface CardCulling {
  /** The cards that there are now. */
  watch(cards: Iterable<HTMLElement>): void;
  setDistance(distance: Distance): void;
  stop(): void;
}

/** Up to this many cards, those out of view stay drawn: they cost little, and nothing has to appear late. */
const fewCards = 60;

/** Cards that get their contents back in one frame: more at once would make the view stutter. */
const cardsPerFrame = 6;

/**
 * Leaves the contents of cards undrawn (`data-skipped`: out, far or tiny, with the height that they have in `--kept-height`) that are out
 * of `view` or seen from afar: of 300 cards the browser has work with a few dozens only.
 */
export function createCardCulling(view: HTMLElement): CardCulling {
  const outside = new Set<HTMLElement>();
  let distance: Distance = "near";
  let cards = new Set<HTMLElement>();
  let returning: HTMLElement[] = [];
  let frame = 0;

  const isOut = (card: HTMLElement) => cards.size > fewCards && outside.has(card);
  const shallSkip = (card: HTMLElement) => distance !== "near" || isOut(card);
  const isSkipped = (card: HTMLElement) => card.dataset.skipped !== undefined;
  const update = (some: Iterable<HTMLElement>) => {
    const list = [...some];
    const leaving = list.filter((card) => shallSkip(card) && !isSkipped(card));
    // All heights are read before the first card changes, so that the browser lays the page out once.
    const heights = leaving.map((card) => card.offsetHeight);
    for (const [at, card] of leaving.entries()) {
      card.style.setProperty("--kept-height", `${heights[at]}px`);
    }
    for (const card of list) if (shallSkip(card)) card.dataset.skipped = isOut(card) ? "out" : distance;
    returning = [...new Set([...returning, ...list])].filter((card) => isSkipped(card) && !shallSkip(card));
    if (frame === 0 && returning.length > 0) frame = requestAnimationFrame(bringBack);
  };
  const bringBack = () => {
    const now = returning.filter((card) => !shallSkip(card));
    for (const card of now.slice(0, cardsPerFrame)) delete card.dataset.skipped;
    returning = now.slice(cardsPerFrame);
    frame = returning.length > 0 ? requestAnimationFrame(bringBack) : 0;
  };

  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) outside.delete(target as HTMLElement);
        else outside.add(target as HTMLElement);
      }
      update(entries.map((entry) => entry.target as HTMLElement));
    },
    { root: view, rootMargin: "160px" },
  );
  // A card that gets other contents while undrawn is drawn for a moment, or its height would stay that of the old ones.
  const changes = new MutationObserver((records) => {
    const changed = new Set<HTMLElement>();
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const card = element?.closest<HTMLElement>(".react-flow__node");
      if (card !== undefined && card !== null && isSkipped(card)) changed.add(card);
    }
    if (changed.size === 0) return;
    for (const card of changed) delete card.dataset.skipped;
    requestAnimationFrame(() => requestAnimationFrame(() => update(changed)));
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
      update(cards);
    },
    setDistance(now) {
      if (distance === now) return;
      distance = now;
      update(cards);
    },
    stop() {
      cancelAnimationFrame(frame);
      sight.disconnect();
      changes.disconnect();
    },
  };
}
