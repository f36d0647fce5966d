import { interleavedRule } from "@aisle/contracts/decision";
import { isAvailable, liveStock } from "@aisle/nodes/rules/live-stock";
import type { RunResult } from "@aisle/runtime/execute/execute";
import type { StepRecord } from "@aisle/runtime/execute/step-record";
import type { Json } from "@aisle/runtime/json";
import type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
import type { AnswerSlot, AnswerValue } from "@aisle/runtime/node-sdk/port-type";
import { teamDraft } from "@aisle/stats/ranking/interleaving";
import { seededRandom } from "@aisle/stats/seeded-random";
import type { Interleave } from "./live-endpoint.ts";
import type { LivePlan } from "./live-plan.ts";

/** The runs of two rankings as one; `isShared` says that the answer is of both. */
export interface InterleavedRun {
  readonly result: RunResult;
  readonly isShared: boolean;
}

/** A product of a ranking's answer, as its slot and as it is sent. */
interface Entry {
  readonly slot: AnswerSlot;
  readonly sent: Json;
}

/**
 * Makes one answer of two rankings by team draft, seeded by the decision's id: as long as the longer one, each product once, none that
 * was sold out meanwhile. Where one of them gave no answer, the other's is the answer.
 */
export function interleaveRuns(
  live: LivePlan,
  { arms, experiment }: Interleave,
  results: readonly [RunResult, RunResult],
  decisionId: string,
): MaybePromise<InterleavedRun> {
  const [a, b] = results;
  const rankings = results.map(({ answer, error }) => (error === undefined ? entriesOf(answer) : undefined));
  const [ofA, ofB] = rankings;
  if (ofA === undefined || ofB === undefined) {
    const isOther = ofA === undefined && ofB !== undefined;
    const missing = isOther || ofB === undefined ? `Ranking ${arms[isOther ? 0 : 1]} gave no answer` : undefined;
    const reason = (isOther ? a : b).error?.message;
    const note =
      missing === undefined ? [] : [{ node: "", message: reason === undefined ? missing : `${missing}: ${reason}` }];
    return { isShared: false, result: joined(isOther ? b : a, results, note) };
  }
  const all = teamDraft(
    [...ofA.keys()],
    [...ofB.keys()],
    Math.max(1, ofA.size + ofB.size),
    seededRandom(`${experiment} ${decisionId}`),
  );
  const drafted = all.items.map((id, place) => {
    const team = all.teams[place] === "a" ? 0 : 1;
    return { team, ...(team === 0 ? ofA : ofB).get(id)! };
  });
  const most = Math.max(ofA.size, ofB.size);
  const node = live.plan.steps[live.plan.answer]?.id ?? "";
  const fill = (stock: readonly (number | null)[] | undefined): InterleavedRun => {
    const shown = drafted
      .filter(({ slot }, place) => stock === undefined || isAvailable(liveStock(slot.product, stock[place])))
      .slice(0, most);
    const slots = shown.map(({ slot, team }): AnswerSlot => {
      const effect = { node, rule: interleavedRule, change: arms[team === 0 ? 0 : 1] };
      const { product } = slot;
      // By other coins another product would stand here.
      return { ...slot, product: { ...product, propensity: "unknown", effects: [...product.effects, effect] } };
    });
    const body = { ...a.answer!.body, items: shown.map(({ sent }) => sent) };
    return { isShared: true, result: { ...joined(a, results, []), answer: { body, slots } } };
  };
  // Both rankings have asked for the stock; the faster one may have done so a while ago.
  const ids = drafted.map(({ slot }) => slot.product.id);
  const stock = live.capabilities.products?.stock(ids);
  return stock instanceof Promise ? stock.then(fill, () => fill(undefined)) : fill(stock);
}

/** Products of an answer by id, each once; undefined where it is no answer of products. */
function entriesOf(answer: AnswerValue | undefined): ReadonlyMap<string, Entry> | undefined {
  const items = answer?.body.items;
  if (answer === undefined || answer.parts !== undefined || !Array.isArray(items)) return undefined;
  if (items.length !== answer.slots.length) return undefined;
  const entries = new Map<string, Entry>();
  for (const [place, slot] of answer.slots.entries())
    if (!entries.has(slot.product.id)) entries.set(slot.product.id, { slot, sent: items[place] as Json });
  return entries;
}

/** A result with the time, notes and steps of both runs. */
function joined(of: RunResult, [a, b]: readonly [RunResult, RunResult], notes: RunResult["notes"]): RunResult {
  return {
    ...of,
    totalMs: Math.max(a.totalMs, b.totalMs),
    notes: [...a.notes, ...b.notes, ...notes],
    steps: () => joinedSteps(a.steps(), b.steps()),
  };
}

const severity = { ran: 0, skipped: 0, suspended: 1, "fell-back": 2, failed: 3 } as const;

/** A node that both have run is there once, as the run in which it went worse. */
function joinedSteps(a: readonly StepRecord[], b: readonly StepRecord[]): readonly StepRecord[] {
  const others = new Map(b.map((step) => [step.node, step]));
  const steps = a.map((step) => {
    const other = others.get(step.node);
    others.delete(step.node);
    return other !== undefined && severity[other.outcome] > severity[step.outcome] ? other : step;
  });
  return [...steps, ...others.values()];
}
