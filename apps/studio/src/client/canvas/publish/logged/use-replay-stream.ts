import { useCallback, useEffect, useRef, useState } from "react";

/** What a stream of a replay says. */
type Message<Result> =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "cannot"; readonly reason: string }
  | { readonly kind: "done"; readonly result: Result };

/** Where a replay stands. */
export type ReplayState<Result> =
  | { readonly kind: "idle" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: unknown }
  | Message<Result>;

interface Handlers<Result> {
  readonly onData: (message: Message<Result>) => void;
  readonly onError: (error: unknown) => void;
}

/** Starts a replay when asked, hears its progress and cancels it: by the button, or when the dialog closes. Keeps the result until then. */
export function useReplayStream<Result>(subscribe: (handlers: Handlers<Result>) => { unsubscribe(): void }): {
  readonly state: ReplayState<Result>;
  readonly start: () => void;
  readonly cancel: () => void;
} {
  const [state, setState] = useState<ReplayState<Result>>({ kind: "idle" });
  const stream = useRef<{ unsubscribe(): void }>(undefined);
  const stop = useCallback(() => {
    stream.current?.unsubscribe();
    stream.current = undefined;
  }, []);
  useEffect(() => stop, [stop]);
  const start = () => {
    stop();
    setState({ kind: "progress", done: 0, total: 0 });
    stream.current = subscribe({
      onData: (message) => {
        setState(message);
        // A stream that ended would be opened again by the browser.
        if (message.kind !== "progress") stop();
      },
      onError: (error) => {
        stop();
        setState({ kind: "failed", error });
      },
    });
  };
  const cancel = () => {
    stop();
    setState({ kind: "cancelled" });
  };
  return { state, start, cancel };
}
