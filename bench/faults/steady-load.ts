import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** An endpoint that the load calls, with the request that it sends. */
export interface Target {
  readonly slug: string;
  readonly body: (sequence: number) => object;
  readonly perSecond: number;
}

/** An answer with status 200. */
export interface Answer {
  readonly slug: string;
  readonly decisionId: string;
  readonly version: number;
  /** Number of items in the answer. */
  readonly items: number;
  /** When the request was sent, milliseconds since 1970. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** A request that neither serving worker answered with 200 before the shop's patience ended. */
export interface Unanswered {
  readonly slug: string;
  readonly sentAt: number;
  readonly reason: string;
}

/** Everything that was promised to the load. */
export interface Ledger {
  readonly answers: Answer[];
  readonly unanswered: Unanswered[];
  /** Message ids of events that were acknowledged, with the time of the acknowledgement. */
  readonly events: { readonly id: string; readonly at: number }[];
}

export interface SteadyLoad {
  readonly ledger: Ledger;
  /** Sends no more, and waits for what is under way. */
  stop(): Promise<void>;
}

const patienceMs = 5_000;
const eventsPerBatch = 10;
const batchesPerSecond = 4;

/**
 * Sends requests and events at a steady rate, whatever becomes of them (open loop). As a proxy in front of two workers does,
 * a request whose worker refuses the connection, drops it or answers 503 goes to the other one, until `patienceMs` is over.
 */
export function steadyLoad(options: {
  readonly workerUrls: readonly string[];
  readonly targets: readonly Target[];
  readonly endpointKey: string;
  readonly writeKey: string;
  readonly productIds: readonly string[];
}): SteadyLoad {
  const { workerUrls, targets, endpointKey, writeKey, productIds } = options;
  const ledger: Ledger = { answers: [], unanswered: [], events: [] };
  const underWay = new Set<Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  let sequence = 0;

  const post = async (path: string, key: string, body: string, first: number): Promise<Response> => {
    const until = Date.now() + patienceMs;
    let reason = "";
    for (let attempt = 0; Date.now() < until; attempt++) {
      const url = workerUrls[(first + attempt) % workerUrls.length]! + path;
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
          body,
          signal: AbortSignal.timeout(until - Date.now()),
        });
        if (response.ok) return response;
        reason = `${response.status} ${reasonOf(await response.text())}`;
        // Anything but "not now" is an answer, and a wrong one.
        if (response.status !== 503) break;
      } catch (error) {
        reason = describe(error);
      }
      await sleep(attempt < workerUrls.length - 1 ? 0 : 200);
    }
    throw new Error(reason);
  };

  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const ask = async ({ slug, body }: Target, number: number): Promise<void> => {
    const sentAt = Date.now();
    try {
      const response = await post(`/v1/${slug}`, endpointKey, JSON.stringify(body(number)), number);
      const { decisionId, version, items } = (await response.json()) as {
        decisionId: string;
        version: number;
        items: unknown[];
      };
      ledger.answers.push({ slug, decisionId, version, items: items.length, sentAt, answeredAt: Date.now() });
    } catch (error) {
      ledger.unanswered.push({ slug, sentAt, reason: describe(error) });
    }
  };

  const sendEvents = async (number: number): Promise<void> => {
    const batch = Array.from({ length: eventsPerBatch }, (_, index) => ({
      type: "track",
      messageId: randomUUID(),
      userId: `shopper-${(number * eventsPerBatch + index) % 500}`,
      event: "Product Viewed",
      timestamp: new Date().toISOString(),
      properties: { product_id: productIds[(number * eventsPerBatch + index) % productIds.length] },
    }));
    try {
      await (await post("/events/v1/batch", writeKey, JSON.stringify({ batch }), number)).arrayBuffer();
      const at = Date.now();
      for (const { messageId } of batch) ledger.events.push({ id: messageId, at });
    } catch {
      // Not acknowledged: the sender would send it again, and nothing was promised.
    }
  };

  for (const target of targets) timers.push(setInterval(() => track(ask(target, sequence++)), 1000 / target.perSecond));
  timers.push(setInterval(() => track(sendEvents(sequence++)), 1000 / batchesPerSecond));

  return {
    ledger,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

/** Code and message of an error answer, without what differs from request to request. */
function reasonOf(text: string): string {
  try {
    const { code, message } = (JSON.parse(text) as { error: { code: string; message: string } }).error;
    return `${code}: ${message}`;
  } catch {
    return text.slice(0, 200);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? `${error.message}: ${cause.message}` : error.message;
}
