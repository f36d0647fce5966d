import { noticeSignedOut } from "./trpc.ts";

const againMs = 2_000;

/** What a subscription of tRPC is given, and gives back. */
interface Handlers {
  readonly onError: (error: unknown) => void;
  readonly onComplete: () => void;
}

/**
 * Keeps a stream open until the returned function is called: one that ended, by a server that went away or an answer that
 * a browser does not try again, is opened again after two seconds.
 */
export function resubscribe(subscribe: (handlers: Handlers) => { unsubscribe(): void }): () => void {
  let stream: { unsubscribe(): void } | undefined;
  let subscribed = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    let ended = false;
    const again = () => {
      if (ended || !subscribed) return;
      ended = true;
      stream?.unsubscribe();
      timer = setTimeout(open, againMs);
    };
    stream = subscribe({
      onError: (error) => {
        noticeSignedOut(error);
        again();
      },
      onComplete: again,
    });
  };
  open();
  return () => {
    subscribed = false;
    clearTimeout(timer);
    stream?.unsubscribe();
  };
}
