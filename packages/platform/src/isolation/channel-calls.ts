import { type ErrorCode, errorTable } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";

/** The end of a channel to another thread or process. */
export interface CallPort {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What one side may ask of the other, by name. Arguments and results are copied; the signal is aborted when the asker gives up. */
export type CallHandlers = { readonly [name: string]: (args: never, signal: AbortSignal) => unknown };

interface ErrorCopy {
  readonly message: string;
  readonly name: string;
  readonly stack?: string | undefined;
  readonly code?: string;
  readonly details?: { readonly [key: string]: Json };
}

type Message =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: "abort"; readonly id: number }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly error: ErrorCopy }
  | { readonly kind: "ping" | "pong" | "ready" };

/** Calls over a channel, both ways at once. An `AisleError` arrives as one. */
export class ChannelCalls {
  readonly #port: CallPort;
  readonly #handlers: CallHandlers;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  readonly #running = new Map<number, AbortController>();
  #next = 1;
  #heardAt = 0;

  constructor(port: CallPort, handlersOf: (calls: ChannelCalls) => CallHandlers) {
    this.#port = port;
    this.#handlers = handlersOf(this);
    port.onMessage((message) => this.#receive(message as Message));
  }

  /** Calls that are not answered yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** When the other side last sent anything, in milliseconds of `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Asks for a sign of life, which only an event loop that turns can give. */
  ping(): void {
    this.#port.postMessage({ kind: "ping" });
  }

  call<Result>(name: string, args: readonly unknown[], signal?: AbortSignal): Promise<Result> {
    const id = this.#next++;
    const abort = () => this.#port.postMessage({ kind: "abort", id });
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ kind: "call", id, name, args });
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    }).finally(() => {
      this.#waiting.delete(id);
      signal?.removeEventListener("abort", abort);
    });
  }

  /** Ends every open call, when the other side is gone. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #receive(message: Message): void {
    this.#heardAt = performance.now();
    if (message.kind === "ping") this.#port.postMessage({ kind: "pong" });
    else if (message.kind === "call") void this.#answer(message);
    else if (message.kind === "abort") this.#running.get(message.id)?.abort();
    else if (message.kind === "result") this.#waiting.get(message.id)?.resolve(message.value as never);
    else if (message.kind === "error") this.#waiting.get(message.id)?.reject(errorOf(message.error));
  }

  async #answer({ id, name, args }: Extract<Message, { kind: "call" }>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      if (!Object.hasOwn(this.#handlers, name)) throw new TypeError(`nothing answers ${name} here`);
      this.#port.postMessage({
        kind: "result",
        id,
        value: await this.#handlers[name]!(args as never, controller.signal),
      });
    } catch (error) {
      this.#port.postMessage({ kind: "error", id, error: copyOf(error) });
    } finally {
      this.#running.delete(id);
    }
  }
}

function copyOf(error: unknown): ErrorCopy {
  if (error instanceof AisleError) {
    const { code, message, details, stack, name } = error;
    return { name, code, message, details, stack };
  }
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: "Error", message: String(error) };
}

function errorOf({ name, message, stack, code, details }: ErrorCopy): Error {
  const error =
    code !== undefined && Object.hasOwn(errorTable, code)
      ? new AisleError(code as ErrorCode, message, details)
      : Object.assign(new Error(message), { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}
