import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Picture } from "../previews/picture.tsx";
import { stockLabel } from "../previews/stock-mark.tsx";
import { drawnAt, type ShownProduct } from "./drawn-product.tsx";
import { Price } from "./price.tsx";
import style from "./products.module.css";

const restMs = 250;
const graceMs = 150;
const gap = 6;

interface Shown {
  readonly element: Element;
  readonly item: ShownProduct;
}

/** Names the drawn product under the pointer or the keyboard: title, price, stock and id, for all of the studio. */
export function ProductTip() {
  const [shown, setShown] = useState<Shown>();
  const box = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let target: Element | undefined;
    const showAfter = (next: Shown | undefined, ms: number) => {
      if (next?.element === target) return;
      target = next?.element;
      clearTimeout(timer);
      timer = setTimeout(() => setShown(next), ms);
    };
    const hide = () => {
      clearTimeout(timer);
      target = undefined;
      setShown(undefined);
    };
    const onOver = (event: PointerEvent) => {
      // A finger has no hover; what it touches says more by itself.
      if (event.pointerType === "touch" || event.buttons !== 0) return;
      if (event.target instanceof Node && box.current?.contains(event.target)) {
        clearTimeout(timer);
        return;
      }
      const found = drawnAt(event.target);
      showAfter(found && { element: found.element, item: found.drawn.item }, found === undefined ? graceMs : restMs);
    };
    const onFocus = (event: FocusEvent) => {
      const found =
        event.target instanceof Element && event.target.matches(":focus-visible") ? drawnAt(event.target) : undefined;
      showAfter(found && { element: found.element, item: found.drawn.item }, found === undefined ? graceMs : 0);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    const listeners = [
      ["pointerover", onOver],
      ["focusin", onFocus],
      ["keydown", onKey],
      ["pointerdown", hide],
      ["wheel", hide],
      ["contextmenu", hide],
    ] as const;
    for (const [name, listener] of listeners)
      document.addEventListener(name, listener as EventListener, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of listeners)
        document.removeEventListener(name, listener as EventListener, { capture: true });
    };
  }, []);

  useLayoutEffect(() => {
    const tip = box.current;
    if (tip === null || shown === undefined) return;
    const at = shown.element.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const below = at.bottom + gap + height <= window.innerHeight;
    const left = Math.min(at.left + at.width / 2 - width / 2, window.innerWidth - width - 8);
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${below ? at.bottom + gap : Math.max(8, at.top - gap - height)}px`;
    const focused = document.activeElement;
    if (focused === null || drawnAt(focused)?.element !== shown.element) return;
    focused.setAttribute("aria-describedby", id);
    return () => focused.removeAttribute("aria-describedby");
  }, [shown, id]);

  if (shown === undefined) return null;
  const { item } = shown;
  return createPortal(
    <div ref={box} id={id} role="tooltip" className={style.tip} data-tip={item.id}>
      <Picture item={item} width={48} height={48} named={false} mark={false} />
      <ProductSummary item={item} />
    </div>,
    document.body,
  );
}

/** A product in words: title, price with its currency, stock and id. */
export function ProductSummary({ item }: { readonly item: ShownProduct }) {
  return (
    <span className={style.words}>
      <b className={style.title}>{item.title}</b>
      <span className={style.fact}>
        <Price item={item} />, {stockLabel(item.stock)}
      </span>
      <span className={style.id}>{item.id}</span>
    </span>
  );
}
