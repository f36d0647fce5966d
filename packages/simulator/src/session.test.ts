import { expect, it } from "vitest";
import { seededRandom } from "./random.ts";
import { drawSession, phoneShare } from "./session.ts";

const hour = 3_600_000;

it("draws more phones in the evening than in the night, each a share", () => {
  const shares = Array.from({ length: 24 }, (_, at) => phoneShare(at * hour));
  for (const share of shares) expect(share > 0 && share < 1).toBe(true);
  expect(phoneShare(20.5 * hour)).toBeGreaterThan(phoneShare(3.5 * hour) + 0.05);
  const random = seededRandom(3);
  let phones = 0;
  for (let i = 0; i < 4_000; i++)
    if (drawSession({ id: `${i}`, shopper: "s", at: 3.5 * hour, visitsBefore: 0 }, random).device === "phone") phones++;
  expect(Math.abs(phones / 4_000 - phoneShare(3.5 * hour))).toBeLessThan(0.04);
});

it("is one browser a device for a shopper, new the first time alone, and the same for the same seed", () => {
  const drawn = (seed: number, visitsBefore: number) =>
    drawSession({ id: "x", shopper: "sim_1", at: 0, visitsBefore }, seededRandom(seed));
  expect(drawn(1, 0)).toEqual(drawn(1, 0));
  expect(drawn(1, 0).visitor).toBe("new");
  expect(drawn(1, 2).visitor).toBe("returning");
  for (let seed = 0; seed < 50; seed++) {
    const { anonymousId, device } = drawn(seed, 1);
    expect(anonymousId).toBe(`anon-sim_1-${device}`);
  }
});
