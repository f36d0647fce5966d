import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { type ArmCounts, type CountedDecision, countDecision, emptyArmCounts } from "./fold-counts.ts";
import { type FoldMeasure, measuresOfMetrics, shownKey } from "./fold-measures.ts";
import { RowLog } from "./row-log.ts";
import { ShownProducts } from "./shown-products.ts";
import { noArm, UnitTable } from "./unit-table.ts";

const maxValues = 254;
/** Values of a segment beyond those that fit are one. */
const otherValue = "(other)";
const maxArms = 250;

/** What a fold is made for; sums of another shape cannot be gone on with. */
export interface FoldShape {
  readonly arms: readonly string[];
  readonly dimensions: readonly string[];
  /** Keys of measures. */
  readonly measures: readonly string[];
}

/**
 * Exposures and rows of one experiment as sums can be made of them, whatever order they come in: a row may come before its unit is
 * exposed, and an exposure late with an earlier time. A unit that met two arms is marked.
 */
export class ExperimentFold {
  readonly shape: FoldShape;
  readonly units: UnitTable;
  readonly logs: readonly RowLog[];
  /** By arm, in their order. */
  readonly counts: ArmCounts[];
  /** By dimension, the values whose codes from 1 on stand in the table of units. */
  readonly values: string[][];
  /** Products that arms showed, where a metric is about them. */
  readonly products: ShownProducts | undefined;
  /** Orders that are counted already: an order that comes in a second message counts once. */
  readonly orders = new UnitTable(0);
  /** Currency of the money that adds up: the first that was seen. */
  currency: string | undefined;
  /** Rows in another currency, which count nowhere. */
  otherCurrencyRows = 0;
  /** Rows whose time lies in the future of when they arrived, by more than a day. */
  rowsAhead = 0;
  /** By measure, rows that its filter could not judge: it cannot be read, or took too many steps. They count nowhere. */
  readonly unreadRows: number[];
  /** Whether units are known by tokens, so that events are looked up by theirs. */
  hasTokens = false;
  /** Exposures in arms that the experiment does not have. */
  unknownArms = 0;
  readonly #codes: Map<string, number>[];

  constructor(shape: FoldShape) {
    if (shape.arms.length > maxArms) throw new RangeError(`an experiment has at most ${maxArms} arms`);
    this.shape = shape;
    this.units = new UnitTable(shape.dimensions.length);
    this.logs = shape.measures.map(() => new RowLog());
    this.products = shape.measures.includes(shownKey) ? new ShownProducts(shape.arms.length) : undefined;
    this.unreadRows = shape.measures.map(() => 0);
    this.counts = shape.arms.map(emptyArmCounts);
    this.values = shape.dimensions.map(() => []);
    this.#codes = shape.dimensions.map(() => new Map());
  }

  /** An empty one for an experiment. */
  static for(spec: Pick<ExperimentSpec, "arms" | "metrics" | "segments">): ExperimentFold {
    return new ExperimentFold(shapeOf(spec));
  }

  /** Whether it holds all that an experiment reads. */
  fits(spec: Pick<ExperimentSpec, "arms" | "metrics" | "segments">): boolean {
    const { arms, dimensions, measures } = shapeOf(spec);
    return (
      JSON.stringify(arms) === JSON.stringify(this.shape.arms) &&
      JSON.stringify(dimensions) === JSON.stringify(this.shape.dimensions) &&
      measures.every((key) => this.shape.measures.includes(key))
    );
  }

  /** Index of a measure's rows; −1 where they are not folded. */
  measure(measure: FoldMeasure): number {
    return this.shape.measures.indexOf(measure.key);
  }

  /**
   * A unit met an arm at a time (milliseconds since 1970); `segments` are values by dimension, `odds` P(the arm) where the split
   * changes, 0 where it does not.
   */
  addExposure(
    unit: string,
    arm: string,
    at: number,
    segments: { readonly [dimension: string]: string } = {},
    odds = 0,
  ): void {
    const index = this.shape.arms.indexOf(arm);
    if (index < 0 || !Number.isFinite(at)) {
      this.unknownArms++;
      return;
    }
    const row = this.units.row(unit);
    if (unit.startsWith("tok_")) {
      this.hasTokens = true;
      this.units.token.set(row, 1);
    }
    if (!this.units.expose(row, Math.floor(at), index)) return;
    const root = this.units.root(row);
    this.units.setOdds(root, odds);
    for (const [i, dimension] of this.shape.dimensions.entries()) {
      // A field may be named as something that every object has.
      const value = Object.hasOwn(segments, dimension) ? segments[dimension] : undefined;
      this.units.segments[i]!.set(root, value === undefined ? 0 : this.#codeOf(i, value));
    }
  }

  /** Something of a unit that a measure adds up; values that are no finite number count nowhere. */
  addRow(unit: string, at: number, measure: number, value: number): void {
    if (!Number.isFinite(at) || !Number.isFinite(value)) return;
    this.logs[measure]!.add(this.units.row(unit), Math.floor(at), value);
  }

  /** What an arm's decision for a unit amounts to: for the checks of an experiment's health, and what it showed. */
  addDecision(arm: string, decision: CountedDecision, unit: string): void {
    const index = this.shape.arms.indexOf(arm);
    if (index < 0) return;
    countDecision(this.counts[index]!, decision);
    this.products?.add(index, unit, decision.items);
  }

  /** Whether an order (or a part of one) is seen for the first time. */
  isNewOrder(key: string): boolean {
    const before = this.orders.size;
    return this.orders.row(key) === before;
  }

  /** Two units are one person, as an event says that names both. */
  link(a: string, b: string): void {
    this.units.link(this.units.row(a), this.units.row(b));
  }

  /** A unit did something at a time, which may be before its first exposure. */
  markPast(unit: string, at: number): void {
    this.units.markPast(this.units.root(this.units.row(unit)), at);
  }

  /** Row of the person that a unit is of, and since when they are exposed; undefined where they are not. */
  exposure(unit: string): { readonly row: number; readonly at: number; readonly isToken: boolean } | undefined {
    const found = this.units.find(unit);
    if (found < 0) return undefined;
    const row = this.units.root(found);
    if (this.units.arm.get(row) === noArm) return undefined;
    return { row, at: this.units.exposedAt.get(row), isToken: this.units.token.get(row) === 1 };
  }

  isExposed(unit: string): boolean {
    const row = this.units.find(unit);
    return row >= 0 && this.units.arm.get(this.units.root(row)) !== noArm;
  }

  /** Makes a unit nobody's; what it did stays in the sums. */
  forget(unit: string): boolean {
    return this.units.forget(unit);
  }

  /** Takes values of a dimension that were stored, in the order of their codes. */
  restoreValues(dimension: number, values: readonly string[]): void {
    for (const value of values) this.#codeOf(dimension, value);
  }

  #codeOf(dimension: number, value: string): number {
    const codes = this.#codes[dimension]!;
    const known = codes.get(value);
    if (known !== undefined) return known;
    const values = this.values[dimension]!;
    const name = values.length < maxValues ? value : otherValue;
    const code = codes.get(name) ?? values.push(name);
    codes.set(name, code);
    return code;
  }
}

function shapeOf({ arms, metrics, segments }: Pick<ExperimentSpec, "arms" | "metrics" | "segments">): FoldShape {
  return {
    arms: arms.map(({ key }) => key),
    dimensions: [...new Set(segments)].filter((dimension) => dimension !== "newOrReturning"),
    measures: measuresOfMetrics(metrics).map(({ key }) => key),
  };
}
