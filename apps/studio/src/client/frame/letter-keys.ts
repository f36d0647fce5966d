import { useSyncExternalStore } from "react";

const key = "aisle-letter-keys";
const listeners = new Set<() => void>();
let stored: boolean | undefined;

/** Whether single letters and signs are shortcuts, stored for each person in the browser (WCAG 2.2, criterion 2.1.4). */
export const letterKeys = {
  on(): boolean {
    if (stored === undefined) {
      try {
        stored = localStorage.getItem(key) !== "off";
      } catch {
        stored = true;
      }
    }
    return stored;
  },
  set(on: boolean): void {
    stored = on;
    try {
      localStorage.setItem(key, on ? "on" : "off");
    } catch {
      // Without storage the choice holds until the page is closed.
    }
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

export function useLetterKeys(): boolean {
  return useSyncExternalStore(letterKeys.subscribe, letterKeys.on);
}
