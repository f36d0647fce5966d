import { drawClicks, purchaseProbability } from "./choice.ts";
import { dayRhythm } from "./day-rhythm.ts";
import { pick, type Random, seededRandom } from "./random.ts";
import { drawSession, onDevice, type Session } from "./session.ts";
import type { Shopper, SimulatedProduct, SimulatedShop } from "./shopper.ts";

const dayMs = 86_400_000;
const maxRhythm = 2;
/** A visit of before goes on for some minutes. */
const stepMs = 20_000;

/** What visitors of one arm meet. */
export interface PastArm {
  readonly shelf: (shopper: Shopper) => readonly SimulatedProduct[];
  /** Share of the sessions on phones, 0–1, that leave before the page asks for anything; 0 where absent. */
  readonly leavingOnPhones?: number;
}

export interface PastVisitsOptions {
  readonly shop: SimulatedShop;
  readonly shoppers: readonly Shopper[];
  /** The start of the first day, milliseconds since 1970. */
  readonly from: number;
  readonly days: number;
  readonly sessionsADay: number;
  readonly arms: readonly PastArm[];
  /** Index of the arm of a session; below 0 where it has none. */
  readonly armOf: (sessionId: string) => number;
  /** Sessions' ids begin with it. */
  readonly prefix: string;
  readonly seed: number;
}

/** Something that a visitor did on the shelf. */
export interface PastAct {
  readonly kind: "click" | "cart" | "order";
  readonly at: number;
  readonly product: SimulatedProduct;
  /** Place on the shelf, from 1. */
  readonly position: number;
}

/** A visit of before, as it would have been logged. */
export interface PastVisit {
  readonly session: Session;
  readonly shopper: Shopper;
  readonly at: number;
  readonly arm: number;
  readonly shelf: readonly SimulatedProduct[];
  readonly acts: readonly PastAct[];
}

/**
 * Visits of some past days to a page with one shelf, in which every session belongs to an arm: who comes when follows the rhythm of
 * days, who clicks and buys what follows tastes, prices and places. The same options give the same visits.
 */
export function* pastVisits(options: PastVisitsOptions): Generator<PastVisit> {
  const { shop, shoppers, from, days, sessionsADay, arms, armOf, prefix } = options;
  const random = seededRandom(options.seed);
  const visits = new Map<string, number>();
  for (let day = 0; day < days; day++)
    for (let number = 0; number < sessionsADay; number++) {
      const at = from + day * dayMs + timeOfDay(random);
      const person = pick(shoppers, random);
      const visitsBefore = visits.get(person.id) ?? 0;
      visits.set(person.id, visitsBefore + 1);
      const session = drawSession({ id: `${prefix}-${day}-${number}`, shopper: person.id, at, visitsBefore }, random);
      const arm = armOf(session.id);
      const leaves = random() < (arms[arm]?.leavingOnPhones ?? 0) && session.device === "phone";
      if (arm < 0 || leaves) continue;
      const shopper = onDevice(person, session.device);
      const shelf = arms[arm]!.shelf(person);
      yield { session, shopper: person, at, arm, shelf, acts: [...actsOf(shopper, shelf, shop, at, random)] };
    }
}

function* actsOf(
  shopper: Shopper,
  shelf: readonly SimulatedProduct[],
  shop: SimulatedShop,
  start: number,
  random: Random,
): Generator<PastAct> {
  let at = start;
  for (const place of drawClicks(shopper, shelf, shop, random)) {
    const product = shelf[place]!;
    const act = (kind: PastAct["kind"]): PastAct => {
      at += Math.round(stepMs * (0.2 + random()));
      return { kind, at, product, position: place + 1 };
    };
    yield act("click");
    if (random() >= purchaseProbability(shopper, product, shop)) continue;
    yield act("cart");
    yield act("order");
  }
}

/** Milliseconds since midnight, by how busy each moment of a day is. */
function timeOfDay(random: Random): number {
  for (;;) {
    const time = Math.floor(random() * dayMs);
    if (random() * maxRhythm < dayRhythm(time)) return time;
  }
}
