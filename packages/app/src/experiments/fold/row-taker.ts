import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldDecision, FoldEvent } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import { orderIdOf, personIdOf } from "../../intake/interactions-of.ts";
import { creditedProperties } from "../interleaving/credited-properties.ts";
import { eventName } from "./event-name.ts";
import type { ExperimentFold } from "./experiment-fold.ts";
import { type FoldMeasure, measuresOfMetrics } from "./fold-measures.ts";
import {
  type CostOf,
  followText,
  type MeasuredValue,
  measureEvent,
  productsOf,
  type RowFilter,
  rowFilter,
} from "./measure-event.ts";
import { decisionNumber, measuredDecision } from "./measured-decision.ts";
import { newPart, type OrderPart, wholeOrder } from "./order-part.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

const maxSegment = 64;

interface OwnMeasure {
  readonly of: FoldMeasure;
  readonly index: number;
  readonly matches: RowFilter;
}

/** An id that turned out to be of an exposed person; `until` is since when it was exposed itself, and `units` how it may be named. */
export interface Joined {
  readonly id: string;
  readonly units: readonly string[];
  readonly until: number | undefined;
}

const none: readonly Joined[] = [];

/** Turns decisions and events into exposures and rows of a fold. */
export class RowTaker {
  /** Names of events that any measure counts. */
  readonly names: readonly string[];
  readonly needsCosts: boolean;
  /** Whether units can have been there before. */
  readonly hasPast: boolean;
  /** How far before the first exposure rows are of use, in milliseconds. */
  readonly pastMs: number;
  /** How long after the first exposure rows can count, in milliseconds: an exposure that comes late is earlier, and ends earlier. */
  readonly #windowMs: number;
  readonly #fold: ExperimentFold;
  readonly #spec: Pick<ExperimentSpec, "unit" | "segments">;
  readonly #formsOf: (id: string) => readonly string[];
  readonly #ofDecisions: readonly OwnMeasure[];
  readonly #ofEvents: readonly OwnMeasure[];
  readonly #joined: Joined[] = [];

  constructor(
    fold: ExperimentFold,
    spec: Pick<ExperimentSpec, "unit" | "segments" | "metrics">,
    formsOf: (id: string) => readonly string[],
  ) {
    this.#fold = fold;
    this.#spec = spec;
    this.#formsOf = formsOf;
    const all = measuresOfMetrics(spec.metrics).map((of) => {
      const index = fold.measure(of);
      return { of, index, matches: rowFilter(of.measure, () => fold.unreadRows[index]!++) };
    });
    this.#ofDecisions = all.filter(({ of }) => of.measure.source.from === "decisions" && of.shown !== true);
    this.#ofEvents = all.filter(({ of }) => of.measure.source.from === "events");
    this.names = [...new Set(this.#ofEvents.map(({ of }) => nameOf(of)))];
    this.needsCosts = this.#ofEvents.some(({ of }) => of.measure.value.add === "margin");
    this.#windowMs = hourMs * Math.max(0, ...spec.metrics.map(({ metric }) => metric.windowHours));
    const days = Math.max(0, ...spec.metrics.map(({ metric }) => metric.cupedDays));
    // A session has no past.
    this.hasPast = spec.unit.kind !== "session" || spec.unit.stickyField !== undefined;
    this.pastMs = this.hasPast ? days * dayMs : 0;
  }

  /** Exposes the unit and adds what the decision itself counts for. */
  decision(decision: FoldDecision): void {
    const { unit, arm, at, odds, facts } = decision;
    this.#expose(unit, arm, at, facts.request, odds);
    const measured = measuredDecision(decision);
    this.#fold.addDecision(arm, measured, unit);
    if (this.#isOver(unit, at)) return;
    for (const { of, index, matches } of this.#ofDecisions) {
      if (!matches({ decision: measured })) continue;
      const { value } = of.measure;
      const number = value.add === "field" ? decisionNumber(measured, value.path) : 1;
      if (number !== undefined) this.#fold.addRow(unit, at, index, number);
    }
  }

  /** A unit meets an arm, with `odds` where the split changes; `fields` may hold the segments that it is in. */
  #expose(unit: string, arm: string, at: number, fields: { readonly [field: string]: unknown }, odds?: number): void {
    const segments = Object.create(null) as { [dimension: string]: string };
    for (const dimension of this.#spec.segments) {
      const value = Object.hasOwn(fields, dimension) ? fields[dimension] : undefined;
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        segments[dimension] = String(value).slice(0, maxSegment);
    }
    this.#fold.addExposure(unit, arm, at, segments, odds);
  }

  /** An event under the decision that it names. */
  byDecision(event: FoldEvent, costOf: CostOf): void {
    if (event.decisionUnit !== undefined) this.#add(event, event.decisionUnit, "decision", costOf);
  }

  /** An event under a unit that it is of. */
  byUnit(event: FoldEvent, unit: string, costOf: CostOf): void {
    this.#add(event, unit, "unit", costOf);
  }

  /**
   * The exposed unit that an event is of, by any id that it names. A shopper's two ids are one person from the first exposure of either
   * on, whether or not the other is exposed yet.
   */
  unitOf(event: FoldEvent): string | undefined {
    const { shopperId: user, payload } = event;
    const anonymous = personIdOf(payload.userId) === undefined ? undefined : personIdOf(payload.anonymousId);
    if (this.#spec.unit.kind === "shopper" && user !== undefined && anonymous !== undefined)
      this.#join(user, anonymous, event.at);
    for (const id of this.#idsOf(event)) {
      const unit = this.#exposed(id);
      if (unit !== undefined) return unit;
    }
    return undefined;
  }

  /** The exposed units that an event names. */
  unitsOf(event: FoldEvent): readonly string[] {
    return this.#idsOf(event)
      .map((id) => this.#exposed(id))
      .filter((unit) => unit !== undefined);
  }

  /** Row of an exposed unit's person, and from when on rows of it are of use. */
  known(unit: string): { readonly row: number; readonly from: number; readonly pastMs: number } | undefined {
    const exposure = this.#fold.exposure(unit);
    if (exposure === undefined) return undefined;
    // By a token nobody's past can be looked up.
    const pastMs = exposure.isToken ? 0 : this.pastMs;
    return { row: exposure.row, from: exposure.at - pastMs, pastMs };
  }

  /** Ids that turned out to be of somebody who was exposed earlier than they, since the last time. */
  takeJoined(): readonly Joined[] {
    return this.#joined.length === 0 ? none : this.#joined.splice(0);
  }

  /** Those of a shopper come first, and a session names no shopper. */
  #idsOf({ shopperId, sessionId, payload }: FoldEvent): readonly string[] {
    const { kind } = this.#spec.unit;
    const user = personIdOf(payload.userId) === undefined ? undefined : shopperId;
    const anonymous = user === undefined ? shopperId : personIdOf(payload.anonymousId);
    const ids = kind === "session" ? [sessionId, anonymous, user] : [user, anonymous, sessionId];
    return ids.filter((id) => id !== undefined);
  }

  #join(a: string, b: string, at: number): void {
    const sides = [a, b].map((id) => {
      const unit = this.#exposed(id);
      // Which form of an id the decision log will name is not known before it does.
      const units = unit !== undefined ? [unit] : this.#fold.hasTokens ? this.#formsOf(id) : [id];
      return { id, units, until: unit === undefined ? undefined : this.#fold.exposure(unit)!.at };
    });
    const since = Math.min(...sides.map(({ until = Number.POSITIVE_INFINITY }) => until));
    if (since > at) return;
    const [root, ...others] = sides.flatMap(({ units }) => units);
    for (const unit of others) if (unit !== root) this.#fold.link(root!, unit);
    for (const side of sides) if (side.until !== since) this.#joined.push(side);
  }

  #exposed(id: string): string | undefined {
    if (this.#fold.isExposed(id)) return id;
    return this.#fold.hasTokens ? this.#formsOf(id).find((form) => this.#fold.isExposed(form)) : undefined;
  }

  #add(event: FoldEvent, unit: string, by: FoldMeasure["by"], costOf: CostOf): void {
    const name = eventName(event.name);
    const own = this.#ofEvents.filter(({ of }) => of.by === by && nameOf(of) === name);
    if (own.length === 0 || this.#isOver(unit, event.at)) return;
    const properties = creditedProperties(this.#fold, event, name);
    const partOf = this.#parts(`${by} ${name}`, properties);
    if (event.at > event.receivedAt + dayMs) this.#fold.rowsAhead++;
    for (const { of, index, matches } of own) {
      if (!matches({ properties })) continue;
      const part = partOf(of);
      const measured = of.follow
        ? { value: followText(of.follow, properties) }
        : measureEvent(of, properties, costOf, part);
      if (measured !== undefined && this.#isOwnMoney(measured))
        this.#fold.addRow(unit, event.at, index, measured.value);
    }
  }

  /** What of a message about an order is new to a measure: one that its filter left out before is no part that was counted. */
  #parts(kind: string, properties: JsonObject): (of: FoldMeasure) => OrderPart {
    const order = orderIdOf(properties);
    if (order === undefined) return () => wholeOrder;
    const found = new Map<string, OrderPart>();
    return ({ measure: { source } }) => {
      const filter = source.where === undefined ? "" : ` where ${source.where}`;
      const part = found.get(filter) ?? newPart(this.#fold, `${kind}${filter} ${order}`, productsOf(properties));
      found.set(filter, part);
      return part;
    };
  }

  #isOver(unit: string, at: number): boolean {
    return at >= (this.#fold.exposure(unit)?.at ?? Number.POSITIVE_INFINITY) + this.#windowMs;
  }

  #isOwnMoney({ currency }: MeasuredValue): boolean {
    if (currency === undefined) return true;
    this.#fold.currency ??= currency;
    if (this.#fold.currency === currency) return true;
    this.#fold.otherCurrencyRows++;
    return false;
  }
}

function nameOf({ measure: { source } }: FoldMeasure): string {
  return source.from === "events" ? eventName(source.name) : "";
}
