import { setImmediate as nextTurn } from "node:timers/promises";
import { isDegenerate } from "@aisle/stats/degenerate";
import { estimatePolicy } from "@aisle/stats/off-policy/estimate-policy";
import { estimateSlate } from "@aisle/stats/off-policy/estimate-slate";
import { slateLift } from "@aisle/stats/off-policy/slate-lift";
import type { LoggedSlates, SlateOptions } from "@aisle/stats/off-policy/slate-terms";
import type { DraftEstimate, Estimate, RewardKind, RewardScore } from "./replays-shapes.ts";
import { rewardKinds } from "./replays-shapes.ts";
import { RewardModel, type SlotReward } from "./reward-model.ts";
import { type ScoredSlate, type SlateSupport, slotIn } from "./scored-slates.ts";

/** Share of the logged slots that live must still be able to show: else it is no longer what the log is of. */
const minUnchanged = 0.8;

/**
 * Every reward of an answer under the draft, against what live earned; or why the log does not tell. `products` is how many numbers of
 * products there are. Others get their turn between two estimates: one takes up to 0.2 s of 5,000 long answers.
 */
export async function scoreRewards(
  slates: readonly ScoredSlate[],
  support: SlateSupport,
  products: number,
): Promise<readonly RewardScore[]> {
  const currency = usualCurrency(slates);
  const reason = reasonOf(support);
  const scores: RewardScore[] = [];
  for (const kind of rewardKinds) {
    await nextTurn();
    const rewardOf: SlotReward = (slate, place) => amountOf(slate, place, kind, currency);
    const log = loggedSlates(slates, support.positions, products, rewardOf);
    scores.push(
      await scoreReward(
        log,
        support,
        slates.length,
        kind === "revenue" ? { kind, currency } : { kind, currency: null },
        reason,
      ),
    );
  }
  return scores;
}

async function scoreReward(
  log: Columns,
  support: SlateSupport,
  answers: number,
  of: Pick<RewardScore, "kind" | "currency">,
  reason: string | null,
): Promise<RewardScore> {
  const rewarded = log.reward.reduce((sum, reward) => (reward > 0 ? sum + 1 : sum), 0);
  const live = liveOf(log);
  const scored = { ...of, rewarded, live };
  const cannot = (message: string): RewardScore => ({ ...scored, estimates: [], cannot: message });
  if (rewarded === 0) return cannot("No event with the id of one of these answers reports any.");
  if (live === null) return cannot("There are too few answers to measure chance.");
  if (reason !== null) return cannot(reason);
  if (support.isSame) return { ...scored, estimates: same(live, answers), cannot: null };
  const unsupportedShare = support.unsupported.reduce(
    (max, share, place) => (hasReward(log, place) ? Math.max(max, share) : max),
    0,
  );
  const estimates: DraftEstimate[] = [];
  for (const method of ["doubly-robust", "snips"] as const) {
    await nextTurn();
    const options: SlateOptions = {
      unsupportedShare,
      ...(method === "snips" ? { selfNormalised: true } : { doublyRobust: true }),
    };
    const draft = estimateSlate(log, options);
    if (isDegenerate(draft)) return cannot(driftReason(draft.detail, support) ?? plainly(draft.detail));
    const lift = slateLift(log, options);
    if (isDegenerate(lift)) return cannot(plainly(lift.detail));
    const { effectiveSampleSize, meanWeight } = draft.support;
    estimates.push({ method, draft: estimateOf(draft), lift: estimateOf(lift), effectiveSampleSize, meanWeight });
  }
  return { ...scored, estimates, cannot: null };
}

/** Why no reward can be estimated, whatever it is. */
function reasonOf({ explored, unchanged, unsupported, isSame }: SlateSupport): string | null {
  if (unchanged < minUnchanged) {
    return `Live could show only ${percent(unchanged)} of what it showed then: products or what shoppers do have changed since. Score on newer traffic, over fewer days.`;
  }
  if (explored === 0 && !isSame && unsupported.some((share) => share > 0)) {
    return "The log holds no exploration: live gave each request one answer, and what the draft shows instead was never tried. Put Explore at the end of the live version, and score again after some days.";
  }
  return null;
}

/** Weights that do not sum to 1 under live itself either: what is answered today is not what the log is of, whatever the draft says. */
function driftReason(detail: string, { liveWeights }: SlateSupport): string | undefined {
  const place = Number(/^Position (\d+): Cannot tell: the mean weight is/.exec(detail)?.[1]);
  const weight = liveWeights[place - 1];
  if (weight === undefined) return undefined;
  const off = Math.abs(weight.mean - 1);
  if (off <= 0.1 || off <= 3 * weight.error) return undefined;
  return `Place ${place}: live itself would not show today what it showed then (the logged answers weigh ${weight.mean.toFixed(2)} of 1 for it): products, best sellers or what shoppers do have changed since. Score on newer traffic, over fewer days.`;
}

/** The message of the statistics, with the draft named. */
function plainly(detail: string): string {
  return detail
    .replace("Cannot tell: ", "")
    .replace("the target's choices were never shown", "what the draft shows there could never have been shown by live")
    .replace("the target policy", "the draft");
}

const percent = (share: number) => `${Math.floor(100 * share)} %`;

type Columns = LoggedSlates & { readonly reward: Float64Array };

function loggedSlates(
  slates: readonly ScoredSlate[],
  positions: number,
  products: number,
  rewardOf: SlotReward,
): Columns {
  const column = () => new Float64Array(slates.length * positions);
  const log = {
    positions,
    reward: column(),
    logging: column(),
    target: column(),
    modelOfLogged: column(),
    modelOfTarget: column(),
  };
  // Each half is judged by a model of the other: a model that has seen a reward would explain it away.
  const halves = [0, 1].map((half) => slates.filter((_, at) => at % 2 !== half));
  const models = halves.map((half) => new RewardModel(half, positions, products, rewardOf));
  for (const [at, slate] of slates.entries()) {
    const model = models[at % 2]!;
    for (let place = 0; place < positions; place++) {
      const row = at * positions + place;
      const { product, logging, target } = slotIn(slate, place);
      log.reward[row] = rewardOf(slate, place);
      log.logging[row] = logging;
      log.target[row] = Math.min(1, target);
      log.modelOfLogged[row] = model.of(place, product);
    }
    model.under(slate.draft, log.modelOfTarget, at * positions);
  }
  return log;
}

function amountOf(slate: ScoredSlate, place: number, kind: RewardKind, currency: string): number {
  const { reward } = slotIn(slate, place);
  if (reward === undefined) return 0;
  if (kind === "revenue") return reward.revenue.get(currency) ?? 0;
  const happened = { clicks: reward.clicked, carts: reward.added, purchases: reward.bought }[kind];
  return happened ? 1 : 0;
}

/** The currency of most lines; others are not added to it. */
function usualCurrency(slates: readonly ScoredSlate[]): string {
  const counts = new Map<string, number>();
  for (const { slots } of slates)
    for (const { reward } of slots)
      for (const currency of reward?.revenue.keys() ?? []) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? "";
}

function hasReward({ positions, reward }: Columns, place: number): boolean {
  for (let row = place; row < reward.length; row += positions) if (reward[row]! > 0) return true;
  return false;
}

function liveOf({ positions, reward }: Columns): Estimate | null {
  const count = reward.length / positions;
  const sums = new Float64Array(count);
  for (let row = 0; row < reward.length; row++) {
    const slate = Math.floor(row / positions);
    sums[slate] = sums[slate]! + reward[row]!;
  }
  const ones = new Float64Array(count).fill(1);
  const mean = estimatePolicy({ reward: sums, loggingPropensity: ones, targetPropensity: ones }, "ips");
  return isDegenerate(mean) ? null : estimateOf(mean);
}

function same(live: Estimate, answers: number): readonly DraftEstimate[] {
  const lift = { value: 0, low: 0, high: 0 };
  return [{ method: "snips", draft: live, lift, effectiveSampleSize: answers, meanWeight: 1 }];
}

function estimateOf({
  value,
  interval: { low, high },
}: {
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number };
}): Estimate {
  return { value, low, high };
}
