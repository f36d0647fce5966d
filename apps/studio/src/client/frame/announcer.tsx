import { useSyncExternalStore } from "react";

interface Message {
  readonly id: number;
  readonly text: string;
}

let messages: readonly Message[] = [];
let next = 1;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Says something to a screen reader when it has finished what it is saying. */
export function announce(text: string | undefined): void {
  if (text === undefined || text === "") return;
  messages = [...messages.slice(-4), { id: next++, text }];
  for (const listener of listeners) listener();
}

/** The one live region of the studio: each announcement is a line of its own, so that the same words twice are read twice. */
export function Announcer() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <div role="status" aria-live="polite" aria-atomic="false" aria-label="What happened" className="unseen" id="live">
      {shown.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
