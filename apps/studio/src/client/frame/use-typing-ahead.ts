import { type RefCallback, useCallback, useEffect, useRef } from "react";
import { palette, paletteStore } from "./palette.ts";
import { isSingleCharacter } from "./shortcuts.ts";

/**
 * The palette's field has the keyboard as soon as it is there, and what was typed since the palette was opened is in it:
 * nobody waits for a field. Until then no key goes to the page behind. Returns the ref of the field.
 */
export function useTypingAhead(): RefCallback<HTMLInputElement> {
  const field = useRef<HTMLInputElement>(null);
  const ahead = useRef("");

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!paletteStore.getState().opened || event.ctrlKey || event.metaKey || event.altKey) return;
      if (field.current !== null) {
        // Opened again while it was closing: the keyboard is back on the page by then.
        if (document.activeElement !== field.current && isSingleCharacter(event)) focusEnd(field.current);
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") palette.close();
      if (event.key === "Backspace") ahead.current = ahead.current.slice(0, -1);
      else ahead.current = isSingleCharacter(event) ? ahead.current + event.key : ahead.current;
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);

  return useCallback((mounted: HTMLInputElement | null) => {
    field.current = mounted;
    const words = ahead.current;
    ahead.current = "";
    if (mounted === null) return;
    mounted.focus();
    if (words === "") return;
    queueMicrotask(() => {
      mounted.setRangeText(words, mounted.value.length, mounted.value.length, "end");
      mounted.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }, []);
}

function focusEnd(field: HTMLInputElement): void {
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
