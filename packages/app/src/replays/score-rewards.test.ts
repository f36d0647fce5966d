import { expect, it } from "vitest";
import type { ReplayedAnswer, ReplayedRequest } from "./replay-requests.ts";
import { rewardKinds } from "./replays-shapes.ts";
import { rewardsOf } from "./rewards-of.ts";
import { scoreRewards } from "./score-rewards.ts";
import { ProductNumbers, type ScoredSlate, scoredSlate, slateSupport } from "./scored-slates.ts";

const answered: Omit<ReplayedAnswer, "odds"> = {
  ...{ outcome: "answered", totalMs: 1, ids: [], isEmpty: false, fellBack: false, soldOut: 0, bodyText: "" },
};
/** Two slots: the first draws from a pool at a share, the second is fixed. */
const oddsOf = (first: string, pool: readonly string[], share: number) => ({
  places: [[[first, 1 - share] as const], [["z", 1] as const]],
  pool,
  poolOdds: [share / pool.length, 0],
});
const pool = ["p1", "p2"];

function slateOf(
  shown: readonly string[],
  { live, draft }: { readonly live: ReplayedAnswer["odds"]; readonly draft: ReplayedAnswer["odds"] },
  numbers: ProductNumbers,
): ScoredSlate {
  const slots = shown.map((item, at) => {
    const propensity = at > 0 ? 1 : item === "a" ? 0.5 : 0.25;
    return { item, score: 1, availability: "in-stock" as const, propensity, from: [], effects: [] };
  });
  const sides: ReplayedRequest = {
    id: "d",
    before: { ...answered, ...(live === undefined ? {} : { odds: live }) },
    after: { ...answered, ...(draft === undefined ? {} : { odds: draft }) },
  };
  const slate = scoredSlate({ slots }, sides, undefined, numbers);
  if (typeof slate === "string") throw new Error(slate);
  return slate;
}

it("says of each slot what the draft shows there and what live could not have shown", () => {
  const numbers = new ProductNumbers();
  const live = oddsOf("a", pool, 0.5);
  // The draft puts b first, which live never could, and fills one slot less.
  const draft = { places: [[["b", 0.6] as const]], pool: ["p1", "a"], poolOdds: [0.2] };
  const slate = slateOf(["p1", "z"], { live, draft }, numbers);
  expect(slate.slots).toMatchObject([
    { product: numbers.of("p1"), logging: 0.25, target: 0.2, unsupported: 0.6, today: 0.25 },
    // Nobody stands in the draft's second slot, which live always filled.
    { product: numbers.of("z"), logging: 1, target: 0, unsupported: 1, today: 1 },
  ]);
  const support = slateSupport([slate, slateOf(["a", "z"], { live, draft: live }, numbers)]);
  expect(support).toEqual({
    ...{ positions: 2, explored: 0.5, supported: 0.5, unchanged: 1, isSame: false },
    unsupported: [0.3, 0.5],
    liveWeights: [
      { mean: 1, error: 0 },
      { mean: 1, error: 0 },
    ],
  });
});

it("finds a draft that equals live to be the same, and leaves out an answer whose odds nobody knows", () => {
  const numbers = new ProductNumbers();
  const live = oddsOf("a", pool, 0.5);
  const same = ["a", "p1", "p2"].map((first) => slateOf([first, "z"], { live, draft: live }, numbers));
  expect(slateSupport(same)).toMatchObject({ isSame: true, supported: 1, unsupported: [0, 0] });
  expect(() => slateOf(["a"], { live, draft: undefined }, numbers)).toThrow("unknown-odds");
});

it("says that live itself changed since where the weights do not sum to 1 by that, and not for a draft of its own", async () => {
  const numbers = new ProductNumbers();
  const [then, now] = [oddsOf("a", pool, 0.5), oddsOf("b", pool, 0.5)];
  // 1,000 answers as live draws them; for some of them live puts b where a stood.
  const slates = (changed: number, draft: typeof then | undefined) =>
    Array.from({ length: 1000 }, (_, at) => {
      const live = at % 10 < changed ? now : then;
      const shown = ["a", "p1", "a", "p2"][Math.floor(at / 10) % 4]!;
      const slate = slateOf([shown, "z"], { live, draft: draft ?? { ...live, poolOdds: [0.3, 0] } }, numbers);
      const reward = { clicked: at % 3 === 0, added: false, bought: false, revenue: new Map<string, number>() };
      return { ...slate, slots: slate.slots.map((slot) => ({ ...slot, reward })) };
    });
  const reasonOf = async (of: readonly ScoredSlate[]) =>
    (await scoreRewards(of, slateSupport(of), numbers.count)).find(({ kind }) => kind === "clicks")!.cannot;
  expect(await reasonOf(slates(0, oddsOf("a", pool, 0.3)))).toBeNull();
  expect(await reasonOf(slates(8, undefined))).toMatch(
    /^Place 1: live itself would not show today .* weigh 0\.60 of 1/,
  );
  // Half of what this draft shows is out of the log, and live is as it was.
  const half = { ...oddsOf("a", pool, 0.3), places: [[["a", 0.1] as const], [["z", 1] as const]] };
  expect(await reasonOf(slates(0, half))).toMatch(/mean weight is 0\.[0-9]+ and should be near 1/);
});

it("gives others their turn between the rewards of many long answers", async () => {
  const numbers = new ProductNumbers();
  const large = Array.from({ length: 1000 }, (_, at) => `p${at}`);
  const live = oddsOf("a", large, 0.5);
  const slates = Array.from({ length: 500 }, () =>
    slateOf(["a", "z"], { live, draft: oddsOf("a", large, 0.2) }, numbers),
  );
  let [turns, isOver] = [0, false];
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const scores = await scoreRewards(slates, slateSupport(slates), numbers.count);
  isOver = true;
  expect(scores.map(({ kind }) => kind)).toEqual(rewardKinds);
  expect(turns).toBeGreaterThanOrEqual(rewardKinds.length);
});

it("counts an order that is sent twice once, and its parts together", () => {
  const order = (price: number) => ({
    decisionId: "d",
    name: "Order Completed",
    payload: { properties: { order_id: "o1", currency: "EUR", products: [{ product_id: "p", price }] } },
  });
  const rewards = rewardsOf([order(10), order(10), order(5), { ...order(10), decisionId: "e" }]);
  expect(rewards.get("d")?.get("p")).toMatchObject({ bought: true, revenue: new Map([["EUR", 1500]]) });
  expect(rewards.get("e")?.get("p")?.revenue.get("EUR")).toBe(1000);
});
