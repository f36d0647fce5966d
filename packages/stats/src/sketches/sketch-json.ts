import { StatsInputError } from "../degenerate.ts";
import { maxUsableValue } from "../drift/usable-range.ts";
import type { DistinctSketch } from "./distinct-sketch.ts";
import type { HeavyHittersSketch } from "./heavy-hitters.ts";
import type { HistogramSketch } from "./histogram-sketch.ts";
import { type MomentsSketch, maxMomentsValue } from "./moments-sketch.ts";
import { type QuantileSketch, smallestLevel } from "./quantile-sketch.ts";

export type Sketch = MomentsSketch | HistogramSketch | QuantileSketch | DistinctSketch | HeavyHittersSketch;

/**
 * A sketch as a text that `parseSketch` reads back without loss.
 *
 * @equation none
 * @source definition
 */
export function serialiseSketch(sketch: Sketch): string {
  if (sketch.kind === "distinct") return JSON.stringify({ ...sketch, registers: Array.from(sketch.registers) });
  if (sketch.kind === "heavy-hitters") return JSON.stringify({ ...sketch, counters: [...sketch.counters] });
  return JSON.stringify(sketch);
}

/**
 * Reads a sketch back from its text, checked so that a damaged one cannot poison later merges.
 *
 * @equation none
 * @source definition
 * @throws StatsInputError when the text is not a sound sketch
 */
export function parseSketch(text: string): Sketch {
  const read = fieldsOf(text);
  const number = (name: string) => finite(name, read[name]);
  const count = (name: string) => whole(name, read[name]);
  const list = (name: string) => array(name, read[name]).map((value) => finite(name, value));
  switch (read.kind) {
    case "moments": {
      const n = count("n");
      const bounds = extremes(read, n, maxMomentsValue);
      const [mean, m2, m3, m4] = [number("mean"), number("m2"), number("m3"), number("m4")];
      const reach = 2 * Math.max(Math.abs(bounds.min ?? 0), Math.abs(bounds.max ?? 0));
      const possible = [m2, m3, m4].every((sum, i) => Math.abs(sum) <= 1e-290 + 1.001 * n * reach ** (i + 2));
      sound(Math.abs(mean) <= reach && m2 >= 0 && possible, "the moments are larger than its values allow");
      return { kind: "moments", n, mean, m2, m3, m4, ...bounds };
    }
    case "histogram": {
      const edges = list("edges");
      const counts = array("counts", read.counts).map((value) => whole("counts", value));
      const ascends = edges.length > 0 && edges.every((edge, i) => i === 0 || edge > edges[i - 1]!);
      sound(ascends && counts.length === edges.length + 1, "cuts and counts of the histogram do not fit");
      return { kind: "histogram", edges, counts };
    }
    case "quantile": {
      const levels = array("levels", read.levels).map((level) =>
        array("levels", level).map((value) => finite("levels", value)),
      );
      const n = count("n");
      const weight = levels.reduce((sum, level, h) => sum + level.length * 2 ** h, 0);
      sound(levels.length > 0 && weight === n, `stored values stand for ${weight} of ${n} values`);
      const bounds = extremes(read, n, maxUsableValue);
      const within = levels.flat().every((value) => bounds.min! <= value && value <= bounds.max!);
      const [k, squaredError] = [count("k"), number("squaredError")];
      sound(within, "a stored value lies outside the extremes");
      sound(k >= smallestLevel && squaredError >= 0, "k or the error of the quantiles is too small");
      return { kind: "quantile", k, n, ...bounds, levels, squaredError, coin: number("coin") | 0 };
    }
    case "distinct": {
      const precision = count("precision");
      const registers = Uint8Array.from(array("registers", read.registers), (value) =>
        Math.min(255, whole("registers", value)),
      );
      const fits = precision >= 4 && precision <= 18 && registers.length === 2 ** precision;
      sound(fits, `${registers.length} registers do not fit precision ${precision}`);
      const possible = registers.every((value) => value <= 65 - precision);
      sound(possible, "a register is larger than any hash could make it");
      return { kind: "distinct", precision, registers };
    }
    case "heavy-hitters": {
      const entries = array("counters", read.counters).map((entry): [string, number] => {
        const [name, weight] = array("counters", entry);
        if (typeof name !== "string") throw new StatsInputError("text", "a counter has no text");
        return [name, finite("counters", weight)];
      });
      const [capacity, total, error] = [count("capacity"), number("total"), number("error")];
      const counters = new Map(entries);
      sound(capacity >= 1 && entries.length <= capacity, `${entries.length} counters exceed ${capacity}`);
      sound(counters.size === entries.length, "a text is counted twice");
      // What counters hold and what was taken from them cannot exceed what was added, to rounding.
      const held = entries.reduce((sum, [, weight]) => sum + weight, 0) + error * (capacity + 1);
      const possible = entries.every(([, weight]) => weight > 0) && error >= 0 && held <= total * (1 + 1e-9);
      sound(possible, "the counters do not fit the total");
      return { kind: "heavy-hitters", capacity, total, error, counters };
    }
    default:
      throw new StatsInputError("text", `unknown kind of sketch: ${String(read.kind)}`);
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new StatsInputError("text", "is not JSON");
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw new StatsInputError("text", "is not an object");
  return read as Record<string, unknown>;
}

function extremes(
  read: Record<string, unknown>,
  n: number,
  maxValue: number,
): { min: number | null; max: number | null } {
  if (n === 0) {
    sound(read.min === null && read.max === null, "a sketch without values has no extremes");
    return { min: null, max: null };
  }
  const [min, max] = [finite("min", read.min), finite("max", read.max)];
  sound(-maxValue <= min && min <= max && max <= maxValue, "the extremes do not fit");
  return { min, max };
}

function sound(holds: boolean, problem: string): void {
  if (!holds) throw new StatsInputError("text", problem);
}

function array(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new StatsInputError("text", `${name} is not a list`);
  return value;
}

function finite(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new StatsInputError("text", `${name} is not a finite number`);
  return value;
}

function whole(name: string, value: unknown): number {
  const number = finite(name, value);
  if (!Number.isSafeInteger(number) || number < 0) throw new StatsInputError("text", `${name} is not a count`);
  return number;
}
