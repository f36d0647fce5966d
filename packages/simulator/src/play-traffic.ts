import { dayRhythm } from "./day-rhythm.ts";
import { exponentialDraw, seededRandom } from "./random.ts";
import { drawSession } from "./session.ts";
import { drawShopper, makeShop, type SimulatedProduct } from "./shopper.ts";
import { type Answer, type AskedEndpoint, type SimulatedEvent, type Step, visit } from "./visit.ts";

const shoppers = 500;
const thinkMs = 1_500;
const maxVisitsAtOnce = 64;
const maxRetries = 3;

/** What simulated shoppers have done so far. */
export interface TrafficCounts {
  visits: number;
  answers: number;
  failed: number;
  clicks: number;
  carts: number;
  orders: number;
  lastError?: string;
}

/** What a shop's address said to one request. */
export interface TrafficResponse {
  readonly status: number;
  /** Seconds after which it may be asked again, where it said so. */
  readonly retryAfter?: number;
  /** The JSON of its body. */
  readonly body: unknown;
}

/** Reads an answer as `fetch` gives it. */
export async function trafficResponse(response: {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}): Promise<TrafficResponse> {
  const retryAfter = response.headers.get("retry-after");
  return {
    status: response.status,
    ...(retryAfter === null ? {} : { retryAfter: Number(retryAfter) }),
    body: await response.json(),
  };
}

/** What the simulation asks of the program that plays it: requests and time are its own. */
export interface TrafficTransport {
  /** Posts JSON to a path of the worker with one of the two keys; rejects where there was no answer. */
  post(path: string, key: "endpoint" | "write", body: unknown): Promise<TrafficResponse>;
  /** Waits; ends early once stopped. */
  pause(ms: number): Promise<void>;
  isStopped(): boolean;
}

export interface TrafficOptions {
  readonly endpoints: readonly AskedEndpoint[];
  readonly products: readonly SimulatedProduct[];
  /** Mean over a day; the hour of the day makes it more or less. */
  readonly visitsPerSecond: number;
  readonly seed: number;
  /** When no further visit begins, milliseconds since 1970. */
  readonly until: number;
  readonly onCounts: (counts: TrafficCounts) => void;
}

/** Plays visits against a running worker until a time or a stop; resolves when the last one has ended. */
export async function playTraffic(options: TrafficOptions, transport: TrafficTransport): Promise<TrafficCounts> {
  const { until, seed, visitsPerSecond } = options;
  const counts: TrafficCounts = { visits: 0, answers: 0, failed: 0, clicks: 0, carts: 0, orders: 0 };
  const random = seededRandom(seed);
  const shop = makeShop(options.products);
  const run = Date.now().toString(36);
  const visits = new Map<number, number>();
  const open = new Set<Promise<void>>();
  while (!transport.isStopped() && Date.now() < until) {
    if (open.size < maxVisitsAtOnce) {
      const shopperNumber = Math.floor(random() * shoppers);
      const id = `sim_${String(shopperNumber).padStart(4, "0")}`;
      const visitRandom = seededRandom(Math.floor(random() * 2 ** 31));
      // Every other shopper was there before this run.
      const visitsBefore = visits.get(shopperNumber) ?? shopperNumber % 2;
      visits.set(shopperNumber, visitsBefore + 1);
      const steps = visit({
        // The same shopper has the same tastes in every run.
        shopper: drawShopper(id, shop, seededRandom(shopperNumber)),
        shop,
        endpoints: options.endpoints,
        session: drawSession(
          { id: `sim-${run}-${counts.visits}`, shopper: id, at: Date.now(), visitsBefore },
          visitRandom,
        ),
        random: visitRandom,
        thinkMs,
      });
      counts.visits++;
      const played = play(steps, transport, counts)
        .catch((error: Error) => {
          counts.failed++;
          counts.lastError = error.message;
        })
        .finally(() => open.delete(played));
      open.add(played);
    }
    options.onCounts(counts);
    const meanMs = 1_000 / (visitsPerSecond * dayRhythm(Date.now()));
    await transport.pause(Math.min(exponentialDraw(meanMs, random), until - Date.now()));
  }
  await Promise.all(open);
  options.onCounts(counts);
  return counts;
}

async function play(steps: Generator<Step, void, Answer>, transport: TrafficTransport, counts: TrafficCounts) {
  let answer: Answer;
  for (let next = steps.next(); next.done !== true && !transport.isStopped(); next = steps.next(answer)) {
    answer = undefined;
    const step = next.value;
    if (step.kind === "think") await transport.pause(step.ms);
    else if (step.kind === "ask") answer = await ask(step, transport, counts);
    else await report(step.events, transport, counts);
  }
}

async function ask(
  { slug, body }: Step & { readonly kind: "ask" },
  transport: TrafficTransport,
  counts: TrafficCounts,
): Promise<Answer> {
  const sent = await post(transport, `/v1/${encodeURIComponent(slug)}`, "endpoint", body, counts);
  if (sent === undefined) return undefined;
  counts.answers++;
  const { decisionId, items } = sent as { readonly decisionId: string; readonly items?: readonly { id: string }[] };
  return { decisionId, ids: (items ?? []).map(({ id }) => id) };
}

async function report(
  events: readonly SimulatedEvent[],
  transport: TrafficTransport,
  counts: TrafficCounts,
): Promise<void> {
  const batch = events.map((event) => ({ ...event, timestamp: new Date().toISOString() }));
  if ((await post(transport, "/events/v1/batch", "write", { batch }, counts)) === undefined) return;
  for (const { event } of events) {
    if (event === "Product Clicked") counts.clicks++;
    if (event === "Product Added") counts.carts++;
    if (event === "Order Completed") counts.orders++;
  }
}

/** The answer's body; undefined where the request failed, which is counted. */
async function post(
  transport: TrafficTransport,
  path: string,
  key: "endpoint" | "write",
  body: unknown,
  counts: TrafficCounts,
): Promise<unknown> {
  try {
    let response = await transport.post(path, key, body);
    // A version that was just published may still be warming: the answer says when to ask again.
    for (let attempt = 1; response.status === 503 && attempt <= maxRetries && !transport.isStopped(); attempt++) {
      await transport.pause(Math.min(5, Math.max(0.2, response.retryAfter ?? 1)) * 1_000);
      response = await transport.post(path, key, body);
    }
    if (response.status >= 200 && response.status < 300) return response.body;
    const { error } = response.body as { error?: { message?: string } };
    counts.lastError = error?.message ?? `status ${response.status}`;
  } catch (error) {
    counts.lastError = error instanceof Error ? error.message : String(error);
  }
  counts.failed++;
  return undefined;
}
