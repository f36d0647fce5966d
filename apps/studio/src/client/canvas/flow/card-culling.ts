import type { Undrawn } from "./card-detail.ts";

/** What shall be drawn of a card, and the height that it has. */
export interface CardDrawing {
  readonly card: HTMLElement;
  readonly undrawn: Undrawn | undefined;
  readonly height: number;
}

/** Leaves the contents of cards undrawn, a few cards a frame. */
export interface CardCulling {
  /** What shall be drawn from now on; the first come first. */
  draw(drawings: readonly CardDrawing[]): void;
  /** Changes no card until `draw` is called again. */
  pause(): void;
  stop(): void;
}

/** Work of one frame: to draw a card again costs the browser about as much as to leave four out. */
const workPerFrame = 24;
const work = { leave: 1, return: 4 } as const;

/**
 * Marks undrawn cards by `data-skipped` (out, far or tiny), with their height in `--stored-height`. Of 300 cards the browser
 * has work with a few dozens only. `again` is called after a card whose contents changed was drawn for a moment, since
 * its height may be another one.
 */
export function createCardCulling(again: () => void): CardCulling {
  let waiting: CardDrawing[] = [];
  let frame = 0;
  let cards: ReadonlySet<HTMLElement> = new Set();

  const step = () => {
    frame = 0;
    let left = workPerFrame;
    while (left > 0 && waiting.length > 0) {
      const { card, undrawn, height } = waiting.shift()!;
      if (undrawn === undefined) delete card.dataset.skipped;
      else {
        card.style.setProperty("--stored-height", `${height}px`);
        card.dataset.skipped = undrawn;
      }
      left -= undrawn === undefined ? work.return : work.leave;
    }
    if (waiting.length > 0) frame = requestAnimationFrame(step);
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    waiting = [];
  };
  const changes = new MutationObserver((records) => {
    const changed = new Set<HTMLElement>();
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const card = element?.closest<HTMLElement>(".react-flow__node");
      if (card?.dataset.skipped !== undefined) changed.add(card);
    }
    if (changed.size === 0) return;
    for (const card of changed) delete card.dataset.skipped;
    requestAnimationFrame(() => requestAnimationFrame(again));
  });
  const watch = (next: ReadonlySet<HTMLElement>) => {
    if (next.size === cards.size && [...next].every((card) => cards.has(card))) return;
    cards = next;
    changes.disconnect();
    for (const card of cards) changes.observe(card, { childList: true, subtree: true });
  };
  return {
    draw(drawings) {
      pause();
      watch(new Set(drawings.map(({ card }) => card)));
      waiting = drawings.filter(({ card, undrawn }) => card.dataset.skipped !== undrawn);
      if (waiting.length > 0) frame = requestAnimationFrame(step);
    },
    pause,
    stop() {
      pause();
      changes.disconnect();
    },
  };
}
