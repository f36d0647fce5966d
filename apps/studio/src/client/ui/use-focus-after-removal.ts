import { type RefObject, useLayoutEffect } from "react";

const focusable = "button, a[href], input, select, textarea, [tabindex]";

/**
 * Gives the keyboard a place when the element that has the focus is taken away: another one that `like` matches nearby, the
 * dialog or panel that it stood in, or else the element with the id `fallback`.
 */
export function useFocusAfterRemoval(
  element: RefObject<HTMLElement | null>,
  { like, fallback }: { readonly like: string; readonly fallback: string },
): void {
  useLayoutEffect(() => {
    const own = element.current;
    return () => {
      // It still stands in the page: React cleans up before it takes an element away.
      if (own === null || document.activeElement !== own) return;
      const places = ["[role=dialog]", "[role=tabpanel]", "aside"].map((place) => own.closest<HTMLElement>(place));
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        const place = places.find((one) => one?.isConnected);
        const target =
          place?.querySelector<HTMLElement>(like) ??
          (place?.hasAttribute("tabindex") ? place : place?.querySelector<HTMLElement>(focusable)) ??
          document.getElementById(fallback);
        target?.focus();
      });
    };
  }, [element, like, fallback]);
}
