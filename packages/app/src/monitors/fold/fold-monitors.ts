import type { FoldCursor, FoldPosition } from "@aisle/contracts/fold-source";
import type {
  Follows,
  MonitoredDecision,
  MonitoredEvent,
  MonitorHour,
  MonitorPosition,
  MonitorSource,
} from "@aisle/contracts/monitor-source";
import { eventName } from "../../experiments/fold/event-name.ts";
import { wellFormed } from "../sketch/field-values.ts";
import { HourSketches } from "../sketch/hour-sketches.ts";
import { DecisionTaker } from "../sketch/take-decision.ts";
import { EventTaker, takeFollowUp, timeOf } from "../sketch/take-event.ts";
import { HourCache, hourOf } from "./hour-cache.ts";

const usualCheckpoint = 20_000;
/** Of what hours hold: rows are folded again where an earlier one is stored. 2: what followed counts in the hour of its answer, and by segment. */
const format = 2;
/** Names of events that are monitored each by itself; senders choose them. */
const maxEventNames = 100;
const maxEventName = 64;
const otherEvents = "(other)";

export interface MonitorFoldOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
  /** What was folded is stored: a run that is interrupted now goes on from here. */
  readonly onStored?: () => void;
  /** Rows after which what is folded is stored; 20,000 when not given. */
  readonly checkpointRows?: number;
}

/**
 * Folds decisions and events that were committed since the last time into the hours of what monitors watch. Interrupted anywhere, the
 * next run goes on from what was stored last and comes to the same sketches. Undefined where another process stored meanwhile.
 */
export async function foldMonitors(
  source: MonitorSource,
  { signal, onProgress, onStored, checkpointRows = usualCheckpoint }: MonitorFoldOptions = {},
): Promise<{ readonly decisions: number; readonly events: number } | undefined> {
  let position = await begin(source);
  if (position === undefined) return undefined;
  const hours = new HourCache(source, HourSketches.of);
  const names = new Set(await source.subjects("events"));
  const takers = { decisions: new DecisionTaker(), events: new EventTaker() };
  const range = { from: position.snapshot, to: position.target! };
  const count = { decisions: 0, events: 0 };
  let sinceStored = 0;
  const step = async (rows: number, phase: FoldPosition["phase"], after: FoldCursor) => {
    signal?.throwIfAborted();
    position = { ...position!, phase, after };
    sinceStored += rows;
    onProgress?.(count.decisions + count.events);
    if (sinceStored < checkpointRows) return true;
    sinceStored = 0;
    const isStored = await source.store(position, hours.takeChanged());
    if (isStored) onStored?.();
    return isStored;
  };

  if (position.phase === "decisions") {
    for await (const page of source.decisions(range, position.after)) {
      await takeDecisions(hours, takers.decisions, page);
      // An event may be there before its decision is: those of earlier runs had no answer to count under.
      if (range.from !== null) await takeFollowUps(hours, await source.followUps(range.from, page));
      count.decisions += page.length;
      const { at, id } = page.at(-1)!;
      if (!(await step(page.length, "decisions", { at, id }))) return undefined;
    }
    position = { ...position, phase: "events", after: null };
  }
  for await (const page of source.events(range, position.after)) {
    await takeEvents(hours, takers.events, page, names);
    await takeFollowUps(
      hours,
      page.flatMap(({ follows }) => follows ?? []),
    );
    count.events += page.length;
    const { at, id } = page.at(-1)!;
    if (!(await step(page.length, "events", { at, id }))) return undefined;
  }
  signal?.throwIfAborted();
  const { demo } = position;
  const done: MonitorPosition = { snapshot: range.to, target: null, phase: "decisions", after: null, demo, format };
  return (await source.store(done, hours.takeChanged())) ? count : undefined;
}

async function takeDecisions(
  hours: HourCache,
  taker: DecisionTaker,
  page: readonly MonitoredDecision[],
): Promise<void> {
  await hours.prepare(page.map(answerHour));
  for (const decision of page) taker.take(hours.change(answerHour(decision)), decision);
}

/** What followed an answer counts in the hour of the answer: shares of an hour are true proportions. */
async function takeFollowUps(hours: HourCache, found: readonly Follows[]): Promise<void> {
  await hours.prepare(found.map(({ decision }) => answerHour(decision)));
  for (const follows of found) takeFollowUp(hours.change(answerHour(follows.decision)), follows);
}

const answerHour = ({ endpoint, at }: Pick<MonitoredDecision, "endpoint" | "at">): MonitorHour => ({
  kind: "endpoint",
  name: endpoint,
  at: hourOf(at),
});

async function takeEvents(
  hours: HourCache,
  taker: EventTaker,
  page: readonly MonitoredEvent[],
  names: Set<string>,
): Promise<void> {
  const of = (event: MonitoredEvent): MonitorHour => {
    const name = wellFormed(eventName(event.name).slice(0, maxEventName));
    if (names.size < maxEventNames) names.add(name);
    return { kind: "events", name: names.has(name) ? name : otherEvents, at: hourOf(timeOf(event)) };
  };
  const all = page.map(of);
  await hours.prepare(all);
  for (const [i, event] of page.entries()) taker.take(hours.change(all[i]!), event);
}

/**
 * Where to go on: at first, when the demo shop was taken away, and when an earlier Aisle folded otherwise, from the first row that is
 * there. Undefined where another process began.
 */
async function begin(source: MonitorSource): Promise<MonitorPosition | undefined> {
  const demo = await source.hasDemo();
  const stored = await source.load();
  const isDemoGone = stored?.demo === true && !demo;
  const isNew = stored === undefined || isDemoGone || stored.format !== format;
  if (!isNew && stored.target !== null) return { ...stored, demo };
  const position: MonitorPosition = {
    snapshot: isNew ? null : stored.snapshot,
    target: await source.now(),
    phase: "decisions",
    after: null,
    demo,
    format,
  };
  const isBegun = isNew
    ? await source.restart(position, isDemoGone ? "all" : "retained")
    : await source.store(position, []);
  return isBegun ? position : undefined;
}
