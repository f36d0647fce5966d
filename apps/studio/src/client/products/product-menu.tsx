import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconArrowBarToDown,
  IconCopy,
  IconLayoutGrid,
  IconPin,
  IconQuestionMark,
  IconZoomQuestion,
} from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { type DrawnProduct, drawnAt, offersOf, type ProductOffer } from "./drawn-product.tsx";
import { ProductSummary } from "./product-tip.tsx";
import style from "./products.module.css";

const icons: { readonly [Id in ProductOffer["id"]]: typeof IconPin } = {
  pin: IconPin,
  bury: IconArrowBarToDown,
  why: IconQuestionMark,
  "why-not": IconZoomQuestion,
  open: IconLayoutGrid,
};

interface Opened {
  readonly drawn: DrawnProduct;
  readonly x: number;
  readonly y: number;
}

const isMenuKey = (event: KeyboardEvent) =>
  event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey && !event.ctrlKey && !event.altKey);

/** Opens the menu of the drawn product that an element is part of, below the element. */
export function openProductMenu(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  const init = { bubbles: true, cancelable: true, clientX: left, clientY: bottom };
  element.dispatchEvent(new MouseEvent("contextmenu", init));
}

/** The menu of the drawn product under the pointer, or of the focused one by the menu key or Shift+F10. */
export function ProductMenu() {
  const [opened, setOpened] = useState<Opened>();
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const open = (event: Event, next: Opened) => {
      event.preventDefault();
      event.stopPropagation();
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      setOpened(next);
    };
    const onMenu = (event: MouseEvent) => {
      const found = drawnAt(event.target);
      if (found !== undefined) open(event, { drawn: found.drawn, x: event.clientX, y: event.clientY });
    };
    const onKey = (event: KeyboardEvent) => {
      const found = isMenuKey(event) ? drawnAt(event.target) : undefined;
      if (found === undefined) return;
      const at = found.element.getBoundingClientRect();
      open(event, { drawn: found.drawn, x: at.left + Math.min(24, at.width / 2), y: at.bottom });
    };
    document.addEventListener("contextmenu", onMenu, { capture: true });
    document.addEventListener("keydown", onKey, { capture: true });
    return () => {
      document.removeEventListener("contextmenu", onMenu, { capture: true });
      document.removeEventListener("keydown", onKey, { capture: true });
    };
  }, []);
  if (opened === undefined) return null;
  const { drawn } = opened;
  const close = () => setOpened(undefined);
  const icon = { size: 14, stroke: 1.5, "aria-hidden": true } as const;
  return (
    <Menu
      key={`${drawn.item.id}-${opened.x}-${opened.y}`}
      opened
      onClose={() => {
        close();
        // Back to where the keyboard was, unless what was chosen has taken it elsewhere.
        if (document.activeElement?.closest("[role=menu]") !== null) before.current?.focus({ preventScroll: true });
      }}
      position="bottom-start"
      withinPortal
      returnFocus={false}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
      zIndex={500}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={style.anchor}
          style={{ left: opened.x, top: opened.y }}
          aria-label={`What to do with ${drawn.item.title}`}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={style.menuHead!}>
          <ProductSummary item={drawn.item} />
        </Menu.Label>
        <Menu.Divider />
        {offersOf(drawn).map((offer) => {
          const Icon = icons[offer.id];
          return (
            <Menu.Item
              key={offer.id}
              leftSection={<Icon {...icon} />}
              disabled={offer.refused !== undefined}
              title={offer.refused}
              onClick={offer.run}
            >
              {offer.title}
            </Menu.Item>
          );
        })}
        <Menu.Item
          leftSection={<IconCopy {...icon} />}
          onClick={() => {
            navigator.clipboard
              .writeText(drawn.item.id)
              .then(() => notifications.show({ message: `Copied ${drawn.item.id}.`, autoClose: 3000 }))
              .catch(() => notifications.show({ message: `Its id is ${drawn.item.id}.`, autoClose: 8000 }));
          }}
        >
          Copy its id
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
