import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "@aisle/runtime/backoff";
import pg from "pg";

export interface ListenOptions {
  readonly url: string;
  /** Names of NOTIFY channels. */
  readonly channels: readonly string[];
  readonly onNotify: (channel: string, payload: string) => void;
  /** Called after the first connection and after each later one: notices sent in between are lost, so re-read the truth. */
  readonly onConnect: () => void | Promise<void>;
  /** Receives lost connections and failures of `onConnect`. */
  readonly onError?: (error: Error) => void;
}

/** A connection that listens. */
export interface Listener {
  /** Fulfilled when it listened for the first time and `onConnect` was done. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

const pauses = { firstMs: 100, maxMs: 5_000 };
const probeEveryMs = 15_000;

/** Listens on PostgreSQL's NOTIFY channels with a connection of its own, and connects again whenever it is lost. */
export function listen(options: ListenOptions): Listener {
  const stopped = new AbortController();
  let markReady: () => void;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const running = listenUntilStopped(options, stopped.signal, () => markReady());
  return {
    ready,
    async close() {
      stopped.abort();
      await running;
    },
  };
}

async function listenUntilStopped(options: ListenOptions, stopped: AbortSignal, onReady: () => void): Promise<void> {
  let failures = 0;
  while (!stopped.aborted) {
    try {
      await listenOnce(options, stopped, () => {
        failures = 0;
        onReady();
      });
    } catch (error) {
      if (!stopped.aborted) options.onError?.(error instanceof Error ? error : new Error(String(error)));
    }
    failures++;
    await sleep(backoffMs(failures, pauses), undefined, { signal: stopped }).catch(() => undefined);
  }
}

/** Resolves when asked to stop, rejects when the connection is lost. */
async function listenOnce(options: ListenOptions, stopped: AbortSignal, onListening: () => void): Promise<void> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "aisle listen",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  const lost = new Promise<never>((_, reject) => {
    client.once("error", reject);
    client.once("end", () => reject(new Error("the database closed the listening connection")));
  });
  lost.catch(() => undefined);
  let onStop: () => void = () => undefined;
  const stop = new Promise<void>((resolve) => {
    onStop = resolve;
  });
  stopped.addEventListener("abort", onStop, { once: true });
  client.on("notification", ({ channel, payload }) => options.onNotify(channel, payload ?? ""));
  let probe: NodeJS.Timeout | undefined;
  try {
    await Promise.race([client.connect(), lost]);
    for (const channel of options.channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    await options.onConnect();
    onListening();
    // A half-open connection reports nothing by itself; a query on it fails.
    probe = setInterval(() => client.query("select 1").catch(() => undefined), probeEveryMs);
    probe.unref();
    await Promise.race([stop, lost]);
  } finally {
    clearInterval(probe);
    // The signal lives as long as the process, through any number of lost connections.
    stopped.removeEventListener("abort", onStop);
    await client.end().catch(() => undefined);
  }
}
