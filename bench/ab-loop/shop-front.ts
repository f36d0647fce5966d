import { Agent, request } from "node:http";
import { drawClicks } from "@aisle/simulator/choice";
import { type Random, seededRandom } from "@aisle/simulator/random";
import { onDevice } from "@aisle/simulator/session";
import type { SimulatedProduct } from "@aisle/simulator/shopper";
import { type CategoryPage, drawVisitor, manyTags } from "./category-page.ts";

const concurrency = 24;
const eventsABatch = 100;
/** Requests of a shop are told again when the endpoint is warming. */
const retries = 20;

export interface VisitsOptions {
  readonly workerUrl: string;
  readonly endpointKey: string;
  readonly writeKey: string;
  readonly slug: string;
  readonly page: CategoryPage;
  readonly sessions: number;
  /** Makes the sessions' ids: those of another run are others. */
  readonly run: string;
  readonly seed: number;
  /** A session that leaves before it asks. */
  readonly leaves?: (sessionId: string) => boolean;
  /** Share of sessions whose products carry many tags. */
  readonly tagged?: number;
}

/** What the sessions did. */
export interface Visits {
  readonly asked: number;
  readonly clicked: number;
}

/** Lets sessions open the page over HTTP, look along the shelf that is sent, and click at most once, which they report. */
export async function visitPage(options: VisitsOptions): Promise<Visits> {
  const random = seededRandom(options.seed);
  const products = new Map(options.page.shop.products);
  const waiting: object[] = [];
  let [next, asked, clicked] = [0, 0, 0];
  const sending = new Set<Promise<void>>();
  const flush = (least: number) => {
    while (waiting.length >= least && waiting.length > 0) {
      const batch = waiting.splice(0, eventsABatch);
      const sent = post(options, "/events/v1/batch", options.writeKey, { batch })
        .then(() => undefined)
        .finally(() => sending.delete(sent));
      sending.add(sent);
    }
  };
  const visitor = async () => {
    while (next < options.sessions) {
      const number = next++;
      const sessionId = `${options.run}-${number}`;
      // Drawn in one go, so that what a session is like depends on its number alone.
      const own = seededRandom(Math.floor(random() * 2 ** 31));
      if (options.leaves?.(sessionId)) continue;
      const click = await oneSession(options, sessionId, own, products);
      asked++;
      if (click === undefined) continue;
      clicked++;
      waiting.push(click);
      flush(eventsABatch);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, visitor));
  flush(1);
  while (sending.size > 0) await Promise.all(sending);
  return { asked, clicked };
}

/** Opens the page; the event of the first click, where there is one. */
async function oneSession(
  options: VisitsOptions,
  sessionId: string,
  random: Random,
  products: ReadonlyMap<string, SimulatedProduct>,
): Promise<object | undefined> {
  const { page, tagged = 0 } = options;
  const { shopper, device } = drawVisitor(page.shoppers, random);
  const anonymousId = `anon-${sessionId}`;
  const items = random() < tagged ? page.items.map((item) => ({ ...item, tags: manyTags })) : page.items;
  const body = { shopperId: shopper.id, sessionId, anonymousId, device, items };
  const answer = (await post(options, `/v1/${options.slug}`, options.endpointKey, body)) as {
    readonly decisionId: string;
    readonly items: readonly { readonly id: string }[];
  };
  const shelf = answer.items.map(({ id }) => products.get(id)!);
  const place = drawClicks(onDevice(shopper, device), shelf, page.shop, random)[0];
  if (place === undefined) return undefined;
  return {
    type: "track",
    event: "Product Clicked",
    messageId: `click-${sessionId}`,
    userId: shopper.id,
    anonymousId,
    timestamp: new Date().toISOString(),
    properties: { product_id: shelf[place]!.id, position: place + 1, decision_id: answer.decisionId },
    context: { sessionId },
  };
}

/** Asks as a shop does: again when it is told to come later. */
async function post(
  { workerUrl }: Pick<VisitsOptions, "workerUrl">,
  path: string,
  key: string,
  body: object,
): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const { status, answer } = await send(workerUrl + path, key, JSON.stringify(body));
    if (status >= 200 && status < 300) return answer;
    const isBusy = status === 429 || status === 503;
    if (!isBusy || attempt >= retries) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

// `fetch` takes longer for a request than the endpoint for its answer, and shares the machine with it.
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

function send(url: string, key: string, body: string): Promise<{ readonly status: number; readonly answer: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${key}`,
      "content-length": Buffer.byteLength(body),
    };
    const asked = request(url, { method: "POST", agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part)).on("error", reject);
      response.on("end", () => {
        try {
          const answer: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
          resolve({ status: response.statusCode ?? 0, answer });
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    asked.on("error", reject).end(body);
  });
}
