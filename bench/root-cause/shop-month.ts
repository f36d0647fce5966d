import type { MonitoredDecision, MonitoredEvent } from "@aisle/contracts/monitor-source";
import { drawClicks, purchaseProbability } from "@aisle/simulator/choice";
import { dayRhythm } from "@aisle/simulator/day-rhythm";
import { drawShopper, type Shopper, type SimulatedProduct } from "@aisle/simulator/shopper";
import { normalDraw, type Random } from "@aisle/stats/seeded-random";
import { categories, country, nodes, offsetOf, type Scenario, streamOf } from "./scenario.ts";
import { ShopProducts } from "./shop-products.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const answersOfDay = 3000;
const shoppers = 400;
/** Holidays that the simulation knows by itself: shoppers are out, whatever a calendar says. */
const quietDays = ["2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-12-25", "2026-04-06"];

const shares = {
  device: { phone: 0.55, desktop: 0.45 },
  page: { product: 0.45, home: 0.35, search: 0.2 },
  source: { brand: 0.5, search: 0.3, display: 0.2 },
  category: { shoes: 0.5, hats: 0.16, bags: 0.12, scarves: 0.1, belts: 0.07, socks: 0.05 },
} as const;
/** How likely somebody who comes from there likes what the page is about. */
const likes = { brand: 0.75, search: 0.55, display: 0.12 } as const;

/** A month of answers and of what shoppers did with them, hour by hour. */
export class ShopMonth {
  readonly products: ShopProducts;
  /** In order of time, once all decisions were made. */
  readonly events: MonitoredEvent[] = [];
  readonly #scene: Scenario;
  readonly #random: Random;
  readonly #fans = new Map<string, { fans: Shopper[]; others: Shopper[] }>();
  #count = 0;

  constructor(scene: Scenario) {
    this.#scene = scene;
    this.#random = streamOf(scene, "month");
    this.products = new ShopProducts(scene);
    const all = Array.from({ length: shoppers }, (_, i) => drawShopper(`s${i}`, this.products.shop, this.#random));
    for (const category of categories) {
      const isFan = ({ tastes }: Shopper) => tastes.has(category);
      this.#fans.set(category, { fans: all.filter(isFan), others: all.filter((shopper) => !isFan(shopper)) });
    }
  }

  /** The decisions of each hour, in order. */
  *hours(): Generator<readonly MonitoredDecision[]> {
    const { start, end, kind, harmless, harmlessAt } = this.#scene;
    let day = { at: Number.NaN, rows: 1, mood: 1 };
    for (let at = start; at < end; at += hourMs) {
      const local = at + offsetOf(at);
      if (Math.floor(local / dayMs) !== day.at) day = this.#dayOf(Math.floor(local / dayMs));
      const isQuiet = kind === "holiday" && quietDays.includes(new Date(local).toISOString().slice(0, 10));
      const busy = harmless === "traffic" && at >= harmlessAt ? 1.4 : 1;
      const expected = (answersOfDay / 24) * dayRhythm(at, offsetOf(at)) * day.rows * busy * (isQuiet ? 0.75 : 1);
      const count = Math.max(0, Math.round(expected + Math.sqrt(expected) * normalDraw(this.#random)));
      const mood = day.mood * (isQuiet ? 0.58 : 1);
      yield Array.from({ length: count }, (_, i) => this.#decide(at + Math.floor((i / count) * hourMs), mood));
    }
    this.events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  #dayOf(at: number) {
    const weekday = (at + 4) % 7;
    const isWeekend = weekday === 0 || weekday === 6;
    const noise = normalDraw(this.#random);
    return {
      at,
      rows: (isWeekend ? 1.3 : 0.9 + 0.03 * weekday) * Math.exp(0.08 * normalDraw(this.#random)),
      mood: Math.min(1, (isWeekend ? 0.92 : 0.86) * Math.exp(0.02 * noise)),
    };
  }

  #decide(at: number, mood: number): MonitoredDecision {
    const { kind, harmless, harmlessAt, node, field, value, strength, variant, namesCategory } = this.#scene;
    const random = this.#random;
    const isOn = at >= this.#scene.at;
    const sources =
      kind === "mix" && isOn ? { brand: 0.15, search: 0.15, display: 0.55 + 0.15 * strength } : shares.source;
    const asked = {
      device: draw(shares.device, random),
      page: draw(shares.page, random),
      source: draw(sources, random),
      category: draw(shares.category, random),
    };
    const { fans, others } = this.#fans.get(asked.category)!;
    const group = random() < likes[asked.source] ? fans : others;
    const shopper = group[Math.floor(random() * group.length)]!;
    const version = this.#versionAt(at, random);
    const isLate =
      random() < 0.01 || (kind === "step" && isOn && asked[field] === value && random() < 0.7 + 0.2 * strength);
    const isWorse =
      (version === 8 && random() < (variant ? 0.9 : 0.55 + 0.2 * strength)) ||
      (kind === "embedding-model" && isOn && random() < 0.5 + 0.2 * strength);
    const isEmpty = (isLate && variant) || random() < 0.005;
    const shelf = isEmpty
      ? []
      : isLate || isWorse
        ? this.products.missed(isLate ? 2 : 6, shopper, random)
        : this.products.shelf(asked.category, shopper, at, random);
    const { category, ...request } = asked;
    const decision: MonitoredDecision = {
      id: `d${String(this.#count++).padStart(8, "0")}`,
      at,
      endpoint: "home",
      versionNumber: version,
      arm: harmless === "experiment" && at >= harmlessAt && random() < 0.5 ? "again:same" : "live",
      outcome: isLate ? "fell-back" : "answered",
      totalMs: 20,
      request: { shopperId: "tok_x", ...request, ...(namesCategory ? { category } : {}) },
      slots: this.#slots(shelf, kind === "embedding-model" && isOn),
      steps: nodes.map((name) => ({
        node: name,
        outcome: isLate && name === node ? ("fell-back" as const) : ("ran" as const),
        startMs: 0,
        durationMs: isLate && name === node ? 50 : 5 + 5 * random(),
        queueMs: 0,
        ...(isLate && name === node ? { reason: "it took longer than 50 ms" } : {}),
      })),
    };
    this.#react(decision, shopper, shelf, mood, asked.page);
    return decision;
  }

  #versionAt(at: number, random: Random): number {
    const { kind, harmless, harmlessAt, variant } = this.#scene;
    let version = 7;
    if (harmless === "version" && at >= harmlessAt) version = 9;
    // A canary for half of the requests, or live at once.
    if (kind === "version" && at >= this.#scene.at && (!variant || random() < 0.5)) version = 8;
    return version;
  }

  #slots(shelf: readonly SimulatedProduct[], isOther: boolean): MonitoredDecision["slots"] {
    return shelf.map(({ id }, rank) => {
      const score = 1 / (rank + 1) + 0.1 * normalDraw(this.#random);
      return {
        item: id,
        score: isOther ? 0.3 + 0.5 * score : score,
        propensity: 1,
        availability: "in-stock",
        from: [],
        effects: [],
      };
    });
  }

  /** Clicks, carts and orders: the first of each. */
  #react(
    decision: MonitoredDecision,
    shopper: Shopper,
    shelf: readonly SimulatedProduct[],
    mood: number,
    page: string,
  ): void {
    const random = this.#random;
    const [place] = drawClicks(shopper, shelf, this.products.shop, random).filter(() => random() < mood);
    if (place === undefined) return;
    const { kind, value, variant, at: from } = this.#scene;
    const isLost = kind === "tracking" && decision.at >= from && page === value;
    const product = shelf[place]!;
    if (!isLost) this.#send("Product Clicked", "clicked", decision, 5_000 + random() * 60_000, page);
    const bought = purchaseProbability(shopper, product, this.products.shop);
    if (isLost && variant) return;
    if (random() > Math.min(1, 2.5 * bought)) return;
    this.#send("Product Added", "added", decision, 60_000 + random() * 600_000, page);
    if (random() < 0.4) this.#send("Order Completed", "ordered", decision, 600_000 + random() * 5_000_000, page);
  }

  #send(
    name: string,
    what: "clicked" | "added" | "ordered",
    { totalMs: _, ...decision }: MonitoredDecision,
    after: number,
    page: string,
  ): void {
    const at = Math.round(decision.at + after);
    if (at >= this.#scene.end) return;
    this.events.push({
      id: `${decision.id}-${what}`,
      at,
      receivedAt: at + 500,
      name,
      hasShopper: true,
      namesDecision: true,
      isDemo: false,
      properties: { page, country },
      follows: { what, decision },
    });
  }
}

function draw<T extends string>(shareOf: { readonly [value in T]: number }, random: Random): T {
  const values = Object.keys(shareOf) as T[];
  let left = random() * values.reduce((sum, value) => sum + shareOf[value], 0);
  for (const value of values) {
    left -= shareOf[value];
    if (left < 0) return value;
  }
  return values.at(-1)!;
}
