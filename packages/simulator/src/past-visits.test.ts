import { expect, it } from "vitest";
import { type PastVisitsOptions, pastVisits } from "./past-visits.ts";
import { seededRandom } from "./random.ts";
import { devices, onDevice } from "./session.ts";
import { anyClickProbability } from "./shelf-response.ts";
import { drawShopper, makeShop, type SimulatedProduct } from "./shopper.ts";

const dayMs = 86_400_000;
const products: readonly SimulatedProduct[] = Array.from({ length: 20 }, (_, number) => ({
  id: `p${number}`,
  title: `Product ${number}`,
  category: ["Tents", "Mugs"][number % 2]!,
  price: 1_000 + 200 * number,
  currency: "EUR",
}));
const shop = makeShop(products);
const shoppers = Array.from({ length: 50 }, (_, number) => drawShopper(`s_${number}`, shop, seededRandom(number)));
const cheap = products.slice(0, 6);
const dear = products.slice(-6);
const options: PastVisitsOptions = {
  shop,
  shoppers,
  from: 100 * dayMs,
  days: 10,
  sessionsADay: 1_000,
  arms: [{ shelf: () => dear }, { shelf: () => cheap, leavingOnPhones: 0.5 }],
  armOf: (id) => Number(id.at(-1)) % 2,
  prefix: "past",
  seed: 9,
};

it("is the same for the same options, within its days, busy in the evening, each session once", () => {
  const visits = [...pastVisits(options)];
  expect(visits.slice(0, 50)).toEqual([...pastVisits(options)].slice(0, 50));
  expect(new Set(visits.map(({ session }) => session.id)).size).toBe(visits.length);
  const hours = visits.map(({ at }) => Math.floor((at % dayMs) / 3_600_000));
  const within = (from: number, to: number) => hours.filter((hour) => hour >= from && hour < to).length;
  expect(within(19, 22)).toBeGreaterThan(4 * within(2, 5));
  for (const { at, acts } of visits) {
    expect(at >= options.from && at < options.from + 10 * dayMs).toBe(true);
    expect(acts.every((act, i) => act.at > (acts[i - 1]?.at ?? at))).toBe(true);
  }
});

it("clicks as often as the shelf truly makes them, and phones leave one arm alone", () => {
  const visits = [...pastVisits(options)];
  for (const arm of [0, 1])
    for (const device of devices) {
      const own = visits.filter((visit) => visit.arm === arm && visit.session.device === device);
      const expected =
        own.reduce((sum, { shopper, shelf }) => sum + anyClickProbability(onDevice(shopper, device), shelf, shop), 0) /
        own.length;
      const clicked = own.filter(({ acts }) => acts.length > 0).length / own.length;
      // Four standard errors of a share of 1,000 and more.
      expect(Math.abs(clicked - expected)).toBeLessThan(0.065);
    }
  const count = (arm: number, device: string) =>
    visits.filter((visit) => visit.arm === arm && visit.session.device === device).length;
  expect(count(1, "phone") / count(0, "phone")).toBeLessThan(0.6);
  expect(count(1, "desktop") / count(0, "desktop")).toBeGreaterThan(0.9);
});
