import { exploreSlotOdds, oddsOf, type SlotOdds } from "@aisle/nodes/rank/explore-slot-odds";
import type { Plan, Step } from "@aisle/runtime/compile/plan";
import type { RunResult } from "@aisle/runtime/execute/execute";
import type { AnswerSlot } from "@aisle/runtime/node-sdk/port-type";
import type { Product } from "@aisle/runtime/node-sdk/product";

/** Slots of an answer whose odds are worked out; rewards of lower ones are few. */
export const scoredPositions = 20;

/**
 * The odds of each product in each of the first slots of an answer, whatever was drawn in the run; `undefined` where they are not
 * known, as below an exploration that is not last or where a product among which is drawn is sold out.
 */
export function answerOdds(plan: Plan, result: RunResult): SlotOdds | undefined {
  const slots = (result.answer?.slots ?? []).slice(0, scoredPositions);
  if (plan.unknownOdds === true || slots.some(({ product }) => product.propensity === "unknown")) return undefined;
  const ran = new Map(result.steps().map(({ node, outcome }) => [node, outcome]));
  const exploring = plan.steps.filter(({ id, type }) => type === "rank.explore" && ran.get(id) === "ran");
  if (exploring.length > 1) return undefined;
  const [step] = exploring;
  const odds = step === undefined ? fixed(slots) : oddsAfter(plan, step, result, slots.length);
  // Whatever stands between exploration and answer, the odds must be those that the run itself says.
  const agrees = (slot: AnswerSlot, at: number) =>
    odds !== undefined && Math.abs(oddsOf(odds, at, slot.product.id) - Number(slot.product.propensity ?? 1)) < 1e-6;
  return slots.every(agrees) ? odds : undefined;
}

function fixed(slots: readonly AnswerSlot[]): SlotOdds {
  return { places: slots.map(({ product }) => [[product.id, 1]]), pool: [], poolOdds: slots.map(() => 0) };
}

function oddsAfter(plan: Plan, step: Step, result: RunResult, count: number): SlotOdds | undefined {
  const products = inputOf(plan, step, result);
  if (products === undefined) return undefined;
  return exploreSlotOdds(products, step.config as never, count);
}

/** The products that came into a step. */
export function inputOf(plan: Plan, step: Step, result: RunResult): readonly Product[] | undefined {
  const [source, ...others] = step.inputs.find(({ port }) => port === "products")?.sources ?? [];
  if (source === undefined || others.length > 0 || source.step < 0 || source.wrap) return undefined;
  const from = plan.steps[source.step]!;
  const port = from.outputs.find(({ slot }) => slot === source.slot)?.port;
  return port === undefined ? undefined : (result.value(from.id, port) as readonly Product[] | undefined);
}
