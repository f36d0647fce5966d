import type { MonitorHour } from "@aisle/contracts/monitor-source";
import type { HeavyHittersSketch } from "@aisle/stats/sketches/heavy-hitters";
import type { QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";
import type { SampledCounts } from "@aisle/stats/sketches/sampled-counts";
import { NumberReader } from "../../binary/number-reader.ts";
import { NumberWriter } from "../../binary/number-writer.ts";
import type { StoredFloats } from "../../binary/stored-floats.ts";
import { HourSketches } from "./hour-sketches.ts";
import { NumberColumn, type StoredQuantiles } from "./number-column.ts";
import type { SegmentCounts, Segments } from "./segment-counts.ts";

const version = 2;
/** Ends before the segments; its follow-ups count in the hour in which they happened. */
const versionWithoutSegments = 1;
const usualBytes = 1 << 15;
const encoder = new TextEncoder();

/** The sketches of an hour as bytes that `hourFromBytes` reads back without loss. */
export function hourToBytes(hour: HourSketches): Uint8Array {
  const out = new NumberWriter(usualBytes);
  out.byte(version);
  out.unsigned(hour.rows);
  out.unsigned(hour.counts.size);
  for (const [key, count] of hour.counts) {
    writeText(out, key);
    out.number(count);
  }
  out.unsigned(hour.numbers.size);
  for (const [key, column] of hour.numbers) {
    writeText(out, key);
    writeQuantiles(out, column.sketch);
  }
  out.unsigned(hour.texts.size);
  for (const [key, sketch] of hour.texts) {
    writeText(out, key);
    writeHeavyHitters(out, sketch);
  }
  writeSampledCounts(out, hour.items);
  writeSegments(out, hour.segments);
  return out.take();
}

/** Throws `RangeError` for bytes that are cut off or that a newer Aisle wrote; those of version 1 have no segments. */
export function hourFromBytes(bytes: Uint8Array, of: MonitorHour): HourSketches {
  const from = new NumberReader(bytes);
  const found = from.byte();
  if (found !== version && found !== versionWithoutSegments)
    throw new RangeError(`sketches of version ${found}, this Aisle reads ${versionWithoutSegments} to ${version}`);
  const hour = HourSketches.of(of);
  hour.rows = from.unsigned();
  for (let left = from.unsigned(); left > 0; left--) hour.counts.set(from.text(), from.number());
  for (let left = from.unsigned(); left > 0; left--)
    hour.numbers.set(from.text(), NumberColumn.stored(readQuantiles(from)));
  for (let left = from.unsigned(); left > 0; left--) hour.texts.set(from.text(), readHeavyHitters(from));
  readSampledCounts(from, hour.items);
  if (found !== versionWithoutSegments) readSegments(from, hour.segments);
  return hour;
}

function writeText(out: NumberWriter, text: string): void {
  out.bytes(encoder.encode(text));
}

function writeQuantiles(out: NumberWriter, sketch: QuantileSketch): void {
  out.unsigned(sketch.k);
  out.unsigned(sketch.n);
  out.number(sketch.squaredError);
  out.uint32(sketch.coin >>> 0);
  if (sketch.n > 0) {
    writeFloat(out, sketch.min!);
    writeFloat(out, sketch.max!);
  }
  out.unsigned(sketch.levels.length);
  for (const level of sketch.levels) {
    out.unsigned(level.length);
    for (const value of level) writeFloat(out, value);
  }
}

function readQuantiles(from: NumberReader): StoredQuantiles {
  const [k, n, squaredError, coin] = [from.unsigned(), from.unsigned(), from.number(), from.uint32() | 0];
  const [min, max] = n > 0 ? (from.float32s(2).toArray() as [number, number]) : [null, null];
  const levels: StoredFloats[] = [];
  for (let left = from.unsigned(); left > 0; left--) levels.push(from.float32s(from.unsigned()));
  return { k, n, min, max, levels, squaredError, coin };
}

/** Values are of 32 bits. */
const writeFloat = (out: NumberWriter, value: number): void => out.float32(value);

function writeHeavyHitters(out: NumberWriter, { capacity, total, error, counters }: HeavyHittersSketch): void {
  out.unsigned(capacity);
  out.number(total);
  out.number(error);
  out.unsigned(counters.size);
  for (const [text, weight] of counters) {
    writeText(out, text);
    out.number(weight);
  }
}

function readHeavyHitters(from: NumberReader): HeavyHittersSketch {
  const [capacity, total, error] = [from.unsigned(), from.number(), from.number()];
  const counters = new Map<string, number>();
  for (let left = from.unsigned(); left > 0; left--) counters.set(from.text(), from.number());
  return { kind: "heavy-hitters", capacity, total, error, counters };
}

function writeSampledCounts(out: NumberWriter, { level, counts }: SampledCounts): void {
  out.unsigned(level);
  out.unsigned(counts.size);
  // In one order, whatever order they came in.
  for (const [hash, weight] of [...counts].sort(([a], [b]) => a - b)) {
    out.unsigned(hash);
    out.number(weight);
  }
}

function readSampledCounts(from: NumberReader, into: SampledCounts): void {
  into.level = from.unsigned();
  for (let left = from.unsigned(); left > 0; left--) into.counts.set(from.unsigned(), from.number());
}

function writeSegments(out: NumberWriter, segments: Segments): void {
  out.unsigned(segments.size);
  for (const [dimension, values] of segments) {
    writeText(out, dimension);
    out.unsigned(values.size);
    for (const [value, { answers, clicked, added, ordered }] of values) {
      writeText(out, value);
      for (const count of [answers, clicked, added, ordered]) out.unsigned(count);
    }
  }
}

function readSegments(from: NumberReader, into: Segments): void {
  for (let left = from.unsigned(); left > 0; left--) {
    const dimension = from.text();
    const values: Map<string, SegmentCounts> = new Map();
    for (let more = from.unsigned(); more > 0; more--) {
      const value = from.text();
      const [answers, clicked, added, ordered] = [from.unsigned(), from.unsigned(), from.unsigned(), from.unsigned()];
      values.set(value, { answers, clicked, added, ordered });
    }
    into.set(dimension, values);
  }
}
