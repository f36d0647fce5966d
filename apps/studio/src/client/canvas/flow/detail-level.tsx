import { type ReactFlowState, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { type CardDrawing, createCardCulling } from "./card-culling.ts";
import { readableZoom, type SeenPart, touches, undrawnOf } from "./card-detail.ts";
import { boxInView, boxOf } from "./node-box.ts";
import type { ViewMotion } from "./view-motion.ts";

/** So long after the last change of cards or of the view's size it is decided again what is drawn. */
const settleMs = 60;

/**
 * What of the cards is drawn: what cannot be read or is out of view is not; no card is rendered again for it. It is
 * decided when the view rests: while it moves nothing on the page changes but where the graph stands.
 */
export function DetailLevel({ motion }: { readonly motion: ViewMotion }) {
  const store = useStoreApi();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const decide = () => {
      if (motion.isMoving()) return;
      const state = store.getState();
      culling.draw(drawingsOf(state));
      showDots(state.domNode, state.transform[2]);
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(decide, settleMs);
    };
    const culling = createCardCulling(later);
    const leaveMoves = motion.onMove(({ zoom }) => {
      culling.pause();
      showDots(store.getState().domNode, zoom);
    });
    const leaveRests = motion.onRest(decide);
    const leaveStore = store.subscribe((now, before) => {
      if (now.nodes !== before.nodes || now.width !== before.width || now.height !== before.height) later();
    });
    later();
    return () => {
      clearTimeout(timer);
      leaveMoves();
      leaveRests();
      leaveStore();
      culling.stop();
    };
  }, [store, motion]);
  return null;
}

/** From afar the dots would run into a grey that costs more to draw than all cards: the canvas is `data-far` there. */
function showDots(canvas: HTMLElement | null, zoom: number): void {
  canvas?.toggleAttribute("data-far", zoom < readableZoom);
}

/** What is in view comes first; cards that are not measured yet are drawn. */
function drawingsOf(state: ReactFlowState): readonly CardDrawing[] {
  const [x, y, zoom] = state.transform;
  const seen: SeenPart = { ...boxInView(state, { x, y, zoom }), zoom };
  const cards = state.domNode?.querySelectorAll<HTMLElement>(".react-flow__node-node") ?? [];
  const inView: CardDrawing[] = [];
  const beside: CardDrawing[] = [];
  for (const card of cards) {
    const node = state.nodeLookup.get(card.dataset.id ?? "");
    const height = node?.measured.height;
    if (node === undefined || height === undefined) continue;
    const box = boxOf(node);
    const drawing = { card, height, undrawn: undrawnOf(box, seen, cards.length) };
    (touches(box, seen) ? inView : beside).push(drawing);
  }
  return [...inView, ...beside];
}
