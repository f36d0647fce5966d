import type { IncomingMessage } from "node:http";

export interface BodyPatience {
  /** Milliseconds after which a body is late. */
  readonly ms: number;
  /** Whether all of it must be there by then; else it may only not stand still for that long. */
  readonly whole: boolean;
}

/** Calls `onLate` once when a request's body does not arrive: half-sent ones would hold their connection for as long as they like. */
export function watchBody(request: IncomingMessage, { ms, whole }: BodyPatience, onLate: () => void): void {
  if (request.complete || !sendsBody(request)) return;
  let seen = request.socket?.bytesRead ?? 0;
  const timer = setInterval(() => {
    const now = request.socket?.bytesRead ?? 0;
    // Bytes that lie here unread: the reader is slow, not the sender.
    const moves = !whole && (now !== seen || request.readableLength > 0);
    seen = now;
    if (moves) return;
    stop();
    if (!request.complete) onLate();
  }, ms);
  timer.unref();
  // Not at the request's own close: that comes with an early answer too, while the body is still on its way.
  const stop = () => {
    clearInterval(timer);
    request.socket?.off("close", stop);
  };
  request.once("end", stop);
  request.socket?.once("close", stop);
}

function sendsBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
