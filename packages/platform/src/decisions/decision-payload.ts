import type {
  Decision,
  DecisionHead,
  DecisionSlot,
  DecisionStep,
  NewDecision,
  NewDecisionSlot,
  Propensity,
} from "@aisle/contracts/decision";
import type { StepOutcome } from "@aisle/runtime/execute/step-record";
import { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

// The payload of a decision, version 2: version byte, request as JSON text, the rarer parts as JSON text ("" for none),
// the candidate share (NaN for none), then lists behind their lengths: steps, slots, candidate lists. Written on the
// serving path, so numbers go in binary: printing twenty scores costs more than all of the rest. A node is identified by its
// place among the steps. Version 1 has no candidate share, its arms among the rarer parts (they are a column since), and
// no mark for an unknown propensity.

const version = 2;
const outcomeCode: Readonly<Record<StepOutcome, number>> = {
  ran: 0,
  skipped: 1,
  "fell-back": 2,
  failed: 3,
  suspended: 4,
};
const outcomes = (Object.keys(outcomeCode) as StepOutcome[]).sort((a, b) => outcomeCode[a] - outcomeCode[b]);
const hasReason = 0x80;
const hasFailed = 0x40;
const inStock = 1;
const hasPropensity = 2;
const unknownPropensity = 4;

/** `arms` in version 1 only. */
type OptionalFields = Pick<Decision, "arms" | "by" | "notes" | "leftOut" | "error" | "timings">;

/** Writes what a decision holds beyond its head. */
export function writePayload(out: ByteWriter, decision: NewDecision): void {
  const { slots, steps, candidates } = decision;
  out.byte(version);
  out.text32(decision.requestText ?? JSON.stringify(decision.request));
  out.text32(optionalFields(decision));
  out.float64(decision.candidateShare ?? Number.NaN);
  out.unsigned(steps.length);
  for (let i = 0; i < steps.length; i++) writeStep(out, steps[i]!);
  out.unsigned(slots.length);
  let explored = false;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]!;
    const propensity: Propensity = slot.product.propensity ?? (explored ? "unknown" : 1);
    explored ||= propensity !== 1;
    writeSlot(out, slot, propensity, steps);
  }
  out.unsigned(candidates?.length ?? 0);
  for (const { node, items } of candidates ?? []) {
    writeNode(out, node, steps);
    out.unsigned(items.length);
    for (const { item, score } of items) {
      out.text(item);
      out.float64(score);
    }
  }
}

function optionalFields({ by, notes, leftOut, error, timings }: NewDecision): string {
  if (error === undefined && timings === undefined && leftOut === undefined && !notes?.length)
    // Most have this alone: written out, it costs a tenth of a whole object.
    return by === undefined ? "" : `{"by":{"kind":"${by.kind}","id":${JSON.stringify(by.id)}}}`;
  return JSON.stringify({ by, notes: notes?.length ? notes : undefined, leftOut, error, timings });
}

function writeStep(
  out: ByteWriter,
  { node, outcome, startMs, durationMs, queueMs, reason, failed }: DecisionStep,
): void {
  out.text(node);
  out.byte(outcomeCode[outcome] | (reason === undefined ? 0 : hasReason) | (failed === true ? hasFailed : 0));
  out.unsigned(Math.round(startMs * 1000));
  out.unsigned(Math.round(durationMs * 1000));
  out.unsigned(Math.round(queueMs * 1000));
  if (reason !== undefined) out.text(reason);
}

function writeSlot(
  out: ByteWriter,
  { product, availability }: NewDecisionSlot,
  propensity: Propensity,
  steps: readonly DecisionStep[],
): void {
  const { from, effects } = product;
  out.text(product.id);
  out.float64(product.score);
  const odds = propensity === 1 ? 0 : propensity === "unknown" ? unknownPropensity : hasPropensity;
  out.byte((availability === "in-stock" ? inStock : 0) | odds);
  if (odds === hasPropensity) out.float64(propensity as number);
  out.unsigned(from.length);
  for (let i = 0; i < from.length; i++) {
    const { node, rank, score } = from[i]!;
    writeNode(out, node, steps);
    out.unsigned(rank);
    out.float64(score);
  }
  out.unsigned(effects.length);
  for (let i = 0; i < effects.length; i++) {
    const { node, rule, change } = effects[i]!;
    writeNode(out, node, steps);
    out.text(rule);
    out.text(change);
  }
}

/** The place of the node's step, from 1; or 0 and its name, for a node without a step. */
function writeNode(out: ByteWriter, node: string, steps: readonly DecisionStep[]): void {
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]!.node === node) {
      out.unsigned(i + 1);
      return;
    }
  }
  out.unsigned(0);
  out.text(node);
}

/**
 * Reads what `writePayload` wrote, now or as version 1. Throws for bytes that are something else or were written by a
 * newer Aisle.
 */
export function readPayload(bytes: Uint8Array): Omit<Decision, keyof DecisionHead> & Pick<Decision, "arms"> {
  const from = new ByteReader(bytes);
  const found = from.byte();
  if (found !== 1 && found !== version)
    throw new RangeError(`payload of version ${found}, this Aisle reads 1 to ${version}`);
  const request = JSON.parse(from.text32()) as Decision["request"];
  const optional = from.text32();
  const candidateShare = found === 1 ? Number.NaN : from.float64();
  const steps = listOf(from, () => readStep(from));
  const slots = listOf(from, () => readSlot(from, steps));
  const candidates = listOf(from, () => ({
    node: readNode(from, steps),
    items: listOf(from, () => ({ item: from.text(), score: from.float64() })),
  }));
  return {
    request,
    slots: found === 1 ? asVersion1Meant(slots) : slots,
    steps,
    ...(optional === "" ? {} : (JSON.parse(optional) as OptionalFields)),
    ...(Number.isNaN(candidateShare) ? {} : { candidateShare }),
    ...(candidates.length === 0 ? {} : { candidates }),
  };
}

/** Version 1 left out the propensity of places it did not explore, those that exploration elsewhere changed among them. */
function asVersion1Meant(slots: readonly DecisionSlot[]): readonly DecisionSlot[] {
  const explored = slots.some(
    ({ propensity, effects }) => propensity !== 1 || effects.some(({ rule }) => rule === "explore"),
  );
  if (!explored) return slots;
  return slots.map((slot) => (slot.propensity === 1 ? { ...slot, propensity: "unknown" } : slot));
}

function listOf<T>(from: ByteReader, one: () => T): T[] {
  const list: T[] = [];
  for (let left = from.unsigned(); left > 0; left--) list.push(one());
  return list;
}

function readStep(from: ByteReader): DecisionStep {
  const node = from.text();
  const code = from.byte();
  const step = {
    node,
    outcome: outcomes[code & 7]!,
    startMs: from.unsigned() / 1000,
    durationMs: from.unsigned() / 1000,
    queueMs: from.unsigned() / 1000,
    ...((code & hasFailed) === 0 ? {} : { failed: true as const }),
  };
  return (code & hasReason) === 0 ? step : { ...step, reason: from.text() };
}

function readSlot(from: ByteReader, steps: readonly DecisionStep[]): DecisionSlot {
  const item = from.text();
  const score = from.float64();
  const flags = from.byte();
  return {
    item,
    score,
    availability: (flags & inStock) === 0 ? "unknown" : "in-stock",
    propensity: (flags & hasPropensity) !== 0 ? from.float64() : (flags & unknownPropensity) !== 0 ? "unknown" : 1,
    from: listOf(from, () => ({ node: readNode(from, steps), rank: from.unsigned(), score: from.float64() })),
    effects: listOf(from, () => ({ node: readNode(from, steps), rule: from.text(), change: from.text() })),
  };
}

function readNode(from: ByteReader, steps: readonly DecisionStep[]): string {
  const place = from.unsigned();
  return place === 0 ? from.text() : steps[place - 1]!.node;
}
