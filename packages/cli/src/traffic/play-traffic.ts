import { dayRhythm } from "@aisle/simulator/day-rhythm";
import { exponentialDraw, seededRandom } from "@aisle/simulator/random";
import { drawShopper, makeShop, type SimulatedProduct } from "@aisle/simulator/shopper";
import { type Answer, type AskedEndpoint, type SimulatedEvent, type Step, visit } from "@aisle/simulator/visit";

const shoppers = 500;
const thinkMs = 1_500;
const maxVisitsAtOnce = 64;
const requestTimeoutMs = 10_000;
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

export interface TrafficOptions {
  readonly workerUrl: string;
  readonly endpointKey: string;
  readonly writeKey: string;
  readonly endpoints: readonly AskedEndpoint[];
  readonly products: readonly SimulatedProduct[];
  /** Mean over a day; the hour of the day makes it more or less. */
  readonly visitsPerSecond: number;
  readonly seed: number;
  /** When no further visit begins, milliseconds since 1970. */
  readonly until: number;
  readonly signal: AbortSignal;
  readonly onCounts: (counts: TrafficCounts) => void;
}

/** Plays visits against a running worker until a time or an abort; resolves when the last one has ended. */
export async function playTraffic(options: TrafficOptions): Promise<TrafficCounts> {
  const { signal, until, seed, visitsPerSecond } = options;
  const counts: TrafficCounts = { visits: 0, answers: 0, failed: 0, clicks: 0, carts: 0, orders: 0 };
  const random = seededRandom(seed);
  const shop = makeShop(options.products);
  const run = Date.now().toString(36);
  const open = new Set<Promise<void>>();
  while (!signal.aborted && Date.now() < until) {
    if (open.size < maxVisitsAtOnce) {
      const shopperNumber = Math.floor(random() * shoppers);
      const id = `sim_${String(shopperNumber).padStart(4, "0")}`;
      const visitRandom = seededRandom(Math.floor(random() * 2 ** 31));
      const steps = visit({
        // The same shopper has the same tastes in every run.
        shopper: drawShopper(id, shop, seededRandom(shopperNumber)),
        shop,
        endpoints: options.endpoints,
        sessionId: `sim-${run}-${counts.visits}`,
        random: visitRandom,
        thinkMs,
      });
      counts.visits++;
      const played = play(steps, options, counts)
        .catch((error: Error) => {
          counts.failed++;
          counts.lastError = error.message;
        })
        .finally(() => open.delete(played));
      open.add(played);
    }
    options.onCounts(counts);
    const meanMs = 1_000 / (visitsPerSecond * dayRhythm(Date.now()));
    await pause(Math.min(exponentialDraw(meanMs, random), until - Date.now()), signal);
  }
  await Promise.all(open);
  return counts;
}

async function play(steps: Generator<Step, void, Answer>, options: TrafficOptions, counts: TrafficCounts) {
  let answer: Answer;
  for (let next = steps.next(); next.done !== true && !options.signal.aborted; next = steps.next(answer)) {
    answer = undefined;
    const step = next.value;
    if (step.kind === "think") await pause(step.ms, options.signal);
    else if (step.kind === "ask") answer = await ask(step, options, counts);
    else await report(step.events, options, counts);
  }
}

async function ask(
  { slug, body }: Step & { readonly kind: "ask" },
  options: TrafficOptions,
  counts: TrafficCounts,
): Promise<Answer> {
  const sent = await post(options, `/v1/${encodeURIComponent(slug)}`, options.endpointKey, body, counts);
  if (sent === undefined) return undefined;
  counts.answers++;
  const { decisionId, items } = sent as { readonly decisionId: string; readonly items?: readonly { id: string }[] };
  return { decisionId, ids: (items ?? []).map(({ id }) => id) };
}

async function report(
  events: readonly SimulatedEvent[],
  options: TrafficOptions,
  counts: TrafficCounts,
): Promise<void> {
  const batch = events.map((event) => ({ ...event, timestamp: new Date().toISOString() }));
  if ((await post(options, "/events/v1/batch", options.writeKey, { batch }, counts)) === undefined) return;
  for (const { event } of events) {
    if (event === "Product Clicked") counts.clicks++;
    if (event === "Product Added") counts.carts++;
    if (event === "Order Completed") counts.orders++;
  }
}

/** The answer's body; undefined where the request failed, which is counted. */
async function post(
  { workerUrl, signal }: TrafficOptions,
  path: string,
  key: string,
  body: unknown,
  counts: TrafficCounts,
): Promise<unknown> {
  try {
    const send = () =>
      fetch(workerUrl + path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
    let response = await send();
    // A version that was just published may still be warming: the answer says when to ask again.
    for (let attempt = 1; response.status === 503 && attempt <= maxRetries && !signal.aborted; attempt++) {
      await response.body?.cancel();
      const seconds = Number(response.headers.get("retry-after") ?? 1);
      await pause(Math.min(5, Math.max(0.2, seconds)) * 1_000, signal);
      response = await send();
    }
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    counts.lastError = (answer as { error?: { message?: string } }).error?.message ?? `status ${response.status}`;
  } catch (error) {
    counts.lastError = error instanceof Error ? error.message : String(error);
  }
  counts.failed++;
  return undefined;
}

/** Waits; an abort ends it early. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, ms));
    signal.addEventListener("abort", end, { once: true });
  });
}
