import type { Experiment } from "@aisle/contracts/experiment";
import type { FoldCursor, FoldPosition, FoldSource } from "@aisle/contracts/fold-source";
import type { Reading } from "@aisle/contracts/reading";
import { foldedSpec } from "../interleaving/folded-spec.ts";
import { readInTurns } from "../read/read-experiment.ts";
import { sellableProducts } from "../read/sellable-products.ts";
import { Turns } from "../turns.ts";
import type { NewExposure } from "./counted-before.ts";
import { EventCosts } from "./event-costs.ts";
import { ExperimentFold } from "./experiment-fold.ts";
import { foldFromBytes, foldToBytes } from "./fold-bytes.ts";
import { foldHistory, foldJoined } from "./fold-history.ts";
import { RowTaker } from "./row-taker.ts";

/** Who did something in the four weeks before is no new one. */
const pastLimitMs = 28 * 86_400_000;
const usualCheckpoint = 200_000;

export interface FoldOptions {
  /** IANA name of the workspace's zone. */
  readonly timeZone: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
  /** What was folded is stored: a run that is interrupted now goes on from here. */
  readonly onStored?: () => void;
  /** Rows after which what is folded is stored, so that an interrupted run goes on from there; 200,000 when not given. */
  readonly checkpointRows?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export interface FoldReport {
  readonly decisions: number;
  readonly events: number;
  readonly reading: Reading;
}

/**
 * Folds what was committed since the last time into an experiment's sums, reads it and stores both. Interrupted anywhere, the next run
 * goes on from what was stored last and comes to the same numbers. Undefined where another process stored meanwhile.
 */
export async function foldExperiment(
  source: FoldSource,
  experiment: Pick<Experiment, "key" | "kind" | "spec" | "startedAt" | "stoppedAt" | "weights">,
  { timeZone, signal, onProgress, onStored, checkpointRows = usualCheckpoint, clock = Date.now }: FoldOptions,
): Promise<FoldReport | undefined> {
  const spec = foldedSpec(experiment);
  const demo = await source.hasDemo();
  const started = await begin(source, spec, demo);
  const { fold } = started;
  let { position } = started;
  for (const id of await source.forgotten()) fold.forget(id);
  const taker = new RowTaker(fold, spec, (id) => source.formsOf(id));
  const costs = new EventCosts(source, taker.needsCosts);
  const range = { from: position.snapshot, to: position.target! };
  const count = { decisions: 0, events: 0 };
  let sinceStored = 0;
  const turns = new Turns();
  // Rows may be dear, by their filters: whoever waits for this process gets a turn, and a cancel is seen.
  const turn = async (given: Promise<void>) => {
    await given;
    signal?.throwIfAborted();
  };
  const step = async (rows: number, phase: FoldPosition["phase"], after: FoldCursor) => {
    signal?.throwIfAborted();
    position = { ...position, phase, after };
    sinceStored += rows;
    onProgress?.(count.decisions + count.events);
    if (sinceStored < checkpointRows) return true;
    sinceStored = 0;
    const isStored = await source.store(position, foldToBytes(fold));
    if (isStored) onStored?.();
    return isStored;
  };

  if (position.phase === "decisions") {
    for await (const page of source.decisions(range, position.after)) {
      const exposures: NewExposure[] = [];
      for (const decision of page) {
        const given = turns.next();
        if (given !== undefined) await turn(given);
        const before = fold.exposure(decision.unit);
        taker.decision(decision);
        const { unit, at } = decision;
        if (before === undefined || at < before.at) exposures.push({ unit, until: before?.at });
      }
      await foldHistory(source, fold, taker, costs, range.from, page, exposures);
      count.decisions += page.length;
      const { at, id } = page.at(-1)!;
      if (!(await step(page.length, "decisions", { at, id }))) return undefined;
    }
    position = { ...position, phase: "events", after: null };
  }
  for await (const page of taker.names.length === 0 ? [] : source.events(range, taker.names, position.after)) {
    await costs.of(page);
    for (const event of page) {
      const given = turns.next();
      if (given !== undefined) await turn(given);
      taker.byDecision(event, costs.costOf);
      const unit = taker.unitOf(event);
      await foldJoined(source, taker, costs, range, event);
      // What came before that is of no use; where the unit turns out to be exposed earlier, it is read again from there.
      if (unit === undefined) continue;
      const { at, isToken } = fold.exposure(unit)!;
      if (taker.hasPast && !isToken && event.at < at && event.at >= at - pastLimitMs) fold.markPast(unit, event.at);
      if (event.at >= pastOf(fold, taker, unit)) taker.byUnit(event, unit, costs.costOf);
    }
    count.events += page.length;
    const last = page.at(-1)!;
    if (!(await step(page.length, "events", { at: last.at, id: last.id }))) return undefined;
  }
  signal?.throwIfAborted();
  const catalogue = await sellableProducts(source, fold);
  const reading = await readInTurns(fold, experiment, {
    at: clock(),
    timeZone,
    ...(catalogue === undefined ? {} : { catalogue }),
  });
  signal?.throwIfAborted();
  const done: FoldPosition = { snapshot: range.to, target: null, phase: "decisions", after: null, demo };
  return (await source.store(done, foldToBytes(fold), reading)) ? { ...count, reading } : undefined;
}

/** From when on rows of an exposed unit are of use. */
function pastOf(fold: ExperimentFold, taker: RowTaker, unit: string): number {
  const exposure = fold.exposure(unit);
  if (exposure === undefined) return Number.POSITIVE_INFINITY;
  // By a token nobody's past can be looked up.
  return exposure.at - (exposure.isToken ? 0 : taker.pastMs);
}

/** What is stored, or an empty fold: at first, when other things are measured, and when the demo shop was taken away. */
async function begin(
  source: FoldSource,
  spec: Experiment["spec"],
  demo: boolean,
): Promise<{ readonly fold: ExperimentFold; readonly position: FoldPosition }> {
  const stored = await source.load();
  const beginAt = async (snapshot: string | null, fold: ExperimentFold) => ({
    fold,
    position: { snapshot, target: await source.now(), phase: "decisions", after: null, demo } as const,
  });
  if (stored === undefined || (stored.position.demo && !demo)) return beginAt(null, ExperimentFold.for(spec));
  const fold = foldFromBytes(stored.bytes);
  if (!fold.fits(spec)) return beginAt(null, ExperimentFold.for(spec));
  const { position } = stored;
  return position.target === null ? beginAt(position.snapshot, fold) : { fold, position: { ...position, demo } };
}
