import { emptyDistinct } from "@aisle/stats/sketches/distinct-sketch";
import { NumberReader } from "../../binary/number-reader.ts";
import { NumberWriter } from "../../binary/number-writer.ts";
import { ExperimentFold, type FoldShape } from "./experiment-fold.ts";
import type { ArmCounts } from "./fold-counts.ts";
import type { RowLog } from "./row-log.ts";
import type { ShownProducts } from "./shown-products.ts";
import { neverExposed, noArm, type UnitTable } from "./unit-table.ts";

const version = 1;

interface Head {
  readonly shape: FoldShape;
  readonly values: readonly (readonly string[])[];
  readonly counts: readonly Omit<ArmCounts, "items">[];
  readonly currency: string | null;
  readonly otherCurrencyRows: number;
  readonly rowsAhead: number;
  readonly unknownArms: number;
  /** Absent in sums of before it was counted. */
  readonly unreadRows?: readonly number[];
  readonly hasTokens: boolean;
}

/** All of a fold as bytes: about 15 for a unit and 8 for a row. */
export function foldToBytes(fold: ExperimentFold): Uint8Array {
  const out = new NumberWriter();
  out.byte(version);
  const head: Head = {
    shape: fold.shape,
    values: fold.values,
    counts: fold.counts.map(({ items: _, ...counts }) => counts),
    currency: fold.currency ?? null,
    otherCurrencyRows: fold.otherCurrencyRows,
    rowsAhead: fold.rowsAhead,
    unknownArms: fold.unknownArms,
    unreadRows: fold.unreadRows,
    hasTokens: fold.hasTokens,
  };
  out.bytes(new TextEncoder().encode(JSON.stringify(head)));
  for (const { items } of fold.counts) out.bytes(items.registers);
  writeUnits(out, fold.units);
  writeUnits(out, fold.orders);
  for (const log of fold.logs) writeLog(out, log);
  if (fold.products !== undefined) writeProducts(out, fold.products);
  return out.take();
}

/** The fold again. Throws `RangeError` for bytes that are something else or were written by a newer Aisle. */
export function foldFromBytes(bytes: Uint8Array): ExperimentFold {
  const from = new NumberReader(bytes);
  const found = from.byte();
  if (found !== version) throw new RangeError(`sums of version ${found}, this Aisle reads ${version}`);
  const head = JSON.parse(new TextDecoder().decode(from.bytes())) as Head;
  const fold = new ExperimentFold(head.shape);
  for (const [i, counts] of head.counts.entries()) {
    const items = emptyDistinct();
    items.registers.set(from.bytes());
    fold.counts[i] = { ...counts, items };
  }
  for (const [i, values] of head.values.entries()) fold.restoreValues(i, values);
  fold.currency = head.currency ?? undefined;
  fold.otherCurrencyRows = head.otherCurrencyRows;
  fold.rowsAhead = head.rowsAhead;
  fold.unknownArms = head.unknownArms;
  for (const [i, rows] of (head.unreadRows ?? []).entries()) fold.unreadRows[i] = rows;
  fold.hasTokens = head.hasTokens;
  readUnits(from, fold.units);
  readUnits(from, fold.orders);
  for (const log of fold.logs) readLog(from, log);
  if (fold.products !== undefined) readProducts(from, fold.products);
  return fold;
}

function writeUnits(out: NumberWriter, units: UnitTable): void {
  out.unsigned(units.size);
  out.byte(units.linked ? 1 : 0);
  let before = 0;
  for (let row = 0; row < units.size; row++) {
    out.uint32(units.high.get(row));
    out.uint32(units.low.get(row));
    const arm = units.arm.get(row);
    out.byte(arm);
    const past = units.pastAt(row);
    const odds = units.oddsOf(row);
    out.byte(
      units.crossed.get(row) | (units.token.get(row) << 1) | (past === neverExposed ? 0 : 4) | (odds === 0 ? 0 : 8),
    );
    if (past !== neverExposed) out.number(past);
    if (odds !== 0) out.number(odds);
    if (arm !== noArm) {
      const at = units.exposedAt.get(row);
      out.number(at - before);
      before = at;
      for (const column of units.segments) out.byte(column.get(row));
    }
    if (units.linked) out.unsigned(row - units.parentOf(row));
  }
}

function readUnits(from: NumberReader, units: UnitTable): void {
  const size = from.unsigned();
  const linked = from.byte() === 1;
  const children: [row: number, parent: number][] = [];
  let before = 0;
  for (let i = 0; i < size; i++) {
    const high = from.uint32();
    const row = units.append(high, from.uint32());
    const arm = from.byte();
    const flags = from.byte();
    units.arm.set(row, arm);
    units.crossed.set(row, flags & 1);
    units.token.set(row, (flags >> 1) & 1);
    if ((flags & 4) !== 0) units.markPast(row, from.number());
    if ((flags & 8) !== 0) units.setOdds(row, from.number());
    if (arm === noArm) units.exposedAt.set(row, neverExposed);
    else {
      before += from.number();
      units.exposedAt.set(row, before);
      for (const column of units.segments) column.set(row, from.byte());
    }
    if (linked) {
      const up = from.unsigned();
      if (up > 0) children.push([row, row - up]);
    }
  }
  units.restoreLinks(linked, children);
  units.reindex();
}

function writeLog(out: NumberWriter, log: RowLog): void {
  out.unsigned(log.length);
  out.byte(log.counts ? 1 : 0);
  let [unit, at] = [0, 0];
  for (let row = 0; row < log.length; row++) {
    out.number(log.unit.get(row) - unit);
    out.number(log.at.get(row) - at);
    if (!log.counts) out.number(log.value(row));
    unit = log.unit.get(row);
    at = log.at.get(row);
  }
}

function readLog(from: NumberReader, log: RowLog): void {
  const length = from.unsigned();
  const counts = from.byte() === 1;
  let [unit, at] = [0, 0];
  for (let row = 0; row < length; row++) {
    unit += from.number();
    at += from.number();
    log.add(unit, at, counts ? 1 : from.number());
  }
}

function writeProducts(out: NumberWriter, products: ShownProducts): void {
  out.unsigned(products.size);
  out.byte(products.isFull ? 1 : 0);
  for (let row = 0; row < products.size; row++) {
    out.uint32(products.high.get(row));
    out.uint32(products.low.get(row));
    for (const masks of products.masks) out.uint32(masks.get(row));
  }
}

function readProducts(from: NumberReader, products: ShownProducts): void {
  const size = from.unsigned();
  products.isFull = from.byte() === 1;
  for (let row = 0; row < size; row++) {
    const high = from.uint32();
    const low = from.uint32();
    products.append(
      high,
      low,
      products.masks.map(() => from.uint32()),
    );
  }
  products.reindex();
}
