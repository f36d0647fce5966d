import { drawClicks, purchaseProbability } from "./choice.ts";
import { exponentialDraw, pick, type Random } from "./random.ts";
import { onDevice, type Session } from "./session.ts";
import type { Shopper, SimulatedProduct, SimulatedShop } from "./shopper.ts";

/** An endpoint that shoppers ask, and the names of the fields of its request; one that it has not is empty or absent. */
export interface AskedEndpoint {
  readonly slug: string;
  readonly fields: {
    readonly shopper: string;
    readonly text: string;
    readonly products: string;
    /** Of the session; all of them where a request may carry fields that its schema does not name. */
    readonly session?: string;
    readonly anonymous?: string;
    readonly device?: string;
    readonly visitor?: string;
  };
}

/** An event as the events API takes it. */
export interface SimulatedEvent {
  readonly type: "track";
  readonly event: string;
  readonly userId: string;
  readonly messageId: string;
  readonly properties: { readonly [name: string]: unknown };
  readonly anonymousId: string;
  readonly context: { readonly sessionId: string; readonly simulated: true };
}

/** What a visit wants next of whoever plays it. */
export type Step =
  | { readonly kind: "ask"; readonly slug: string; readonly body: { readonly [field: string]: unknown } }
  | { readonly kind: "report"; readonly events: readonly SimulatedEvent[] }
  | { readonly kind: "think"; readonly ms: number };

/** The answer to an `ask`: ids in their order; undefined where the request failed. Other steps are answered by undefined. */
export type Answer = { readonly decisionId: string; readonly ids: readonly string[] } | undefined;

export interface VisitOptions {
  readonly shopper: Shopper;
  readonly shop: SimulatedShop;
  readonly endpoints: readonly AskedEndpoint[];
  readonly session: Session;
  readonly random: Random;
  /** Mean time between two steps, milliseconds. */
  readonly thinkMs: number;
}

const maxPages = 5;
const leaveChance = 0.3;
const cartShare = 0.5;

/**
 * One visit: the shopper opens pages, each of which asks an endpoint, looks along the shelf, clicks, puts into the cart and buys at
 * the end. Yields what is to be done and takes the answer to it; draws everything else itself, so that the same seed and the same
 * answers give the same visit.
 */
export function* visit(options: VisitOptions): Generator<Step, void, Answer> {
  const { shop, endpoints, random, session } = options;
  const shopper = onDevice(options.shopper, session.device);
  if (endpoints.length === 0) return;
  const report = reporter(options);
  const viewed: string[] = [];
  const cart: SimulatedProduct[] = [];
  for (let page = 0; page < maxPages; page++) {
    const endpoint = pick(endpoints, random);
    const answer = yield { kind: "ask", slug: endpoint.slug, body: bodyOf(endpoint, options, viewed) };
    if (answer === undefined) return;
    yield thinking(options);
    const shelf = answer.ids.flatMap((id) => shop.products.get(id) ?? []);
    for (const place of drawClicks(shopper, shelf, shop, random)) {
      const product = shelf[place]!;
      const about = { ...lineOf(product, 1), position: place + 1, decision_id: answer.decisionId };
      yield report([
        ["Product Clicked", about],
        ["Product Viewed", about],
      ]);
      viewed.push(product.id);
      yield thinking(options);
      if (random() >= purchaseProbability(shopper, product, shop) / cartShare) continue;
      yield report([["Product Added", about]]);
      // Half of what lies in a cart is left there.
      if (random() < cartShare) cart.push(product);
    }
    if (random() < leaveChance) break;
  }
  if (cart.length === 0) return;
  yield report([["Order Completed", { order_id: session.id, products: cart.map((product) => lineOf(product, 1)) }]]);
}

function bodyOf(
  { fields }: AskedEndpoint,
  { shopper, shop, session, random }: VisitOptions,
  viewed: readonly string[],
): { readonly [field: string]: unknown } {
  const liked = [...shopper.tastes.keys()];
  const category = liked.length > 0 ? pick(liked, random) : undefined;
  return {
    ...(fields.shopper === "" ? {} : { [fields.shopper]: shopper.id }),
    ...(fields.text === "" ? {} : { [fields.text]: searchText(category, shop, random) }),
    ...(fields.products === "" || viewed.length === 0 ? {} : { [fields.products]: viewed.slice(-10) }),
    ...(fields.session ? { [fields.session]: session.id } : {}),
    ...(fields.anonymous ? { [fields.anonymous]: session.anonymousId } : {}),
    ...(fields.device ? { [fields.device]: session.device } : {}),
    ...(fields.visitor ? { [fields.visitor]: session.visitor } : {}),
  };
}

/** What a shopper types: a category that they like, or two words of a product's title. */
function searchText(category: string | undefined, { products }: SimulatedShop, random: Random): string {
  if (category !== undefined && random() < 0.6) return category.toLowerCase();
  const { title } = pick([...products.values()], random);
  return (
    title
      .split(/[\s,]+/)
      .slice(-3, -1)
      .join(" ")
      .toLowerCase() || title.toLowerCase()
  );
}

const thinking = ({ thinkMs, random }: VisitOptions): Step => ({ kind: "think", ms: exponentialDraw(thinkMs, random) });

function lineOf({ id, title, category, price, currency }: SimulatedProduct, quantity: number) {
  return {
    product_id: id,
    name: title,
    quantity,
    ...(category === null ? {} : { category }),
    ...(price === null || currency === null ? {} : { price: price / 10 ** minorDigits(currency), currency }),
  };
}

/** Decimals of a currency (ISO 4217 as the platform knows it); two for what is none. */
function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

function reporter({ shopper, session }: VisitOptions) {
  let sent = 0;
  return (events: readonly (readonly [string, SimulatedEvent["properties"]])[]): Step => ({
    kind: "report",
    events: events.map(([event, properties]) => ({
      type: "track" as const,
      event,
      userId: shopper.id,
      anonymousId: session.anonymousId,
      messageId: `${session.id}-${sent++}`,
      properties,
      context: { sessionId: session.id, simulated: true as const },
    })),
  });
}
