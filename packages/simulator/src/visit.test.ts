import { describe, expect, it } from "vitest";
import { drawClicks } from "./choice.ts";
import { dayRhythm } from "./day-rhythm.ts";
import { seededRandom } from "./random.ts";
import type { Session } from "./session.ts";
import { drawShopper, makeShop, type Shopper, type SimulatedProduct } from "./shopper.ts";
import { type Answer, type SimulatedEvent, type Step, visit } from "./visit.ts";

const product = (number: number): SimulatedProduct => ({
  id: `p${number}`,
  title: `Product number ${number}, blue`,
  category: ["Tents", "Stoves", "Mugs", "Hats", "Belts", "Lamps"][number % 6]!,
  price: 1_000 + 100 * number,
  // A catalog may hold what is no currency.
  currency: number === 6 ? "credits" : "EUR",
});
const shop = makeShop(Array.from({ length: 60 }, (_, number) => product(number)));
const ids = [...shop.products.keys()];
const endpoints = [
  {
    slug: "home",
    fields: {
      shopper: "shopperId",
      text: "",
      products: "viewed",
      session: "sessionId",
      anonymous: "anonymousId",
      device: "device",
      visitor: "visitor",
    },
  },
  { slug: "search", fields: { shopper: "", text: "query", products: "" } },
];

const sessionOf = (id: string): Session => ({ id, anonymousId: "anon-1", device: "phone", visitor: "returning" });

/** Plays a visit against a shelf that is the same for everybody. */
const shelfOfTwelve: Answer = { decisionId: "dec_1", ids: ids.slice(0, 12) };
function played(seed: number, { failing = false } = {}): readonly Step[] {
  const answer = failing ? undefined : shelfOfTwelve;
  const random = seededRandom(seed);
  const shopper = drawShopper("sim_1", shop, random);
  const steps: Step[] = [];
  const visiting = visit({ shopper, shop, endpoints, session: sessionOf(`sim-${seed}`), random, thinkMs: 100 });
  for (
    let next = visiting.next();
    next.done !== true;
    next = visiting.next(next.value.kind === "ask" ? answer : undefined)
  )
    steps.push(next.value);
  return steps;
}
const eventsOf = (steps: readonly Step[]): readonly SimulatedEvent[] =>
  steps.flatMap((step) => (step.kind === "report" ? step.events : []));
const many = Array.from({ length: 400 }, (_, seed) => played(seed));

describe("visit", () => {
  it("is the same for the same seed and answers, and another for another seed", () => {
    expect(played(7)).toEqual(played(7));
    expect(played(7)).not.toEqual(played(8));
  });

  it("asks each endpoint by the fields that it has alone", () => {
    const asked = many.flat().filter((step) => step.kind === "ask");
    expect(new Set(asked.map(({ slug }) => slug))).toEqual(new Set(["home", "search"]));
    for (const { slug, body } of asked) {
      const { viewed, sessionId, ...rest } = body;
      if (slug === "home") {
        expect(sessionId).toMatch(/^sim-\d+$/);
        expect(rest).toEqual({ shopperId: "sim_1", anonymousId: "anon-1", device: "phone", visitor: "returning" });
      }
      if (slug === "search") expect(rest).toEqual({ query: expect.stringMatching(/^[a-z0-9 ]+$/) });
      if (viewed !== undefined) expect(ids).toEqual(expect.arrayContaining(viewed as string[]));
    }
  });

  it("reports clicks before carts before at most one order, each event once, with the decision and the place", () => {
    for (const steps of many) {
      const events = eventsOf(steps);
      expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(events.length);
      const clicked = new Set<unknown>();
      for (const { event, properties, context } of events) {
        expect(context.simulated).toBe(true);
        if (event === "Product Clicked") {
          clicked.add(properties.product_id);
          expect(properties).toMatchObject({ decision_id: "dec_1", product_id: ids[Number(properties.position) - 1] });
        }
        if (event === "Product Added") expect(clicked).toContain(properties.product_id);
        if (event === "Order Completed")
          for (const line of properties.products as { product_id: string; price: number; currency: string }[]) {
            expect(clicked).toContain(line.product_id);
            const { price, currency } = shop.products.get(line.product_id)!;
            expect(line).toMatchObject({ price: price! / 100, currency });
          }
      }
      const orders = events.findIndex(({ event }) => event === "Order Completed");
      if (orders >= 0) expect(orders).toBe(events.length - 1);
    }
    const kinds = many.flatMap(eventsOf).map(({ event }) => event);
    for (const kind of ["Product Clicked", "Product Viewed", "Product Added", "Order Completed"])
      expect(kinds).toContain(kind);
  });

  it("ends after a request that failed, and asks nothing where there is nothing to ask", () => {
    for (let seed = 0; seed < 20; seed++)
      expect(played(seed, { failing: true }).map(({ kind }) => kind)).toEqual(["ask"]);
    const shopper = drawShopper("sim_1", shop, seededRandom(1));
    const idle = visit({ shopper, shop, endpoints: [], session: sessionOf("s"), random: seededRandom(1), thinkMs: 1 });
    expect([...idle]).toEqual([]);
  });
});

describe("drawClicks", () => {
  const shopper: Shopper = { id: "s", tastes: new Map([["Tents", 1.5]]), priceSensitivity: 1, positionDecay: 1 };
  const shareOf = (shelf: readonly SimulatedProduct[], place: number) => {
    const random = seededRandom(11);
    let clicks = 0;
    for (let draw = 0; draw < 4_000; draw++) if (drawClicks(shopper, shelf, shop, random).includes(place)) clicks++;
    return clicks / 4_000;
  };
  const tent = product(30);

  it("clicks less further down, by 1/rank", () => {
    const shelf = [tent, tent, tent, tent];
    expect(shareOf(shelf, 3) / shareOf(shelf, 0)).toBeCloseTo(1 / 4, 1);
  });

  it("clicks what is liked more than what is not, and what is cheap more than what is not", () => {
    expect(shareOf([tent], 0)).toBeGreaterThan(2 * shareOf([product(31)], 0));
    expect(shareOf([{ ...tent, price: 2_000 }], 0)).toBeGreaterThan(shareOf([{ ...tent, price: 8_000 }], 0) + 0.05);
  });
});

describe("dayRhythm", () => {
  it("is 1 on average over a day, quiet at night and busy in the evening, by the given clocks", () => {
    const minutes = Array.from({ length: 1_440 }, (_, minute) => dayRhythm(minute * 60_000));
    expect(minutes.reduce((sum, value) => sum + value, 0) / 1_440).toBeCloseTo(1, 1);
    const at = (hour: number, offsetHours = 0) => dayRhythm(hour * 3_600_000, offsetHours * 3_600_000);
    expect(at(20.5)).toBeGreaterThan(5 * at(3.5));
    expect(at(18.5, 2)).toBe(at(20.5));
  });
});
