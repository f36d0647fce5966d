import { StatsInputError } from "../degenerate.ts";
import type { DistinctSketch } from "./distinct-sketch.ts";
import type { HeavyHittersSketch } from "./heavy-hitters.ts";
import type { HistogramSketch } from "./histogram-sketch.ts";
import type { MomentsSketch } from "./moments-sketch.ts";
import type { QuantileSketch } from "./quantile-sketch.ts";

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
    case "moments":
      return {
        kind: "moments",
        n: count("n"),
        mean: number("mean"),
        m2: number("m2"),
        m3: number("m3"),
        m4: number("m4"),
        ...extremes(read),
      };
    case "histogram": {
      const edges = list("edges");
      const counts = array("counts", read.counts).map((value) => whole("counts", value));
      if (counts.length !== edges.length + 1 || edges.some((edge, i) => i > 0 && edge <= edges[i - 1]!))
        throw new StatsInputError("text", "cuts and counts of the histogram do not fit");
      return { kind: "histogram", edges, counts };
    }
    case "quantile": {
      const levels = array("levels", read.levels).map((level) =>
        array("levels", level).map((value) => finite("levels", value)),
      );
      const n = count("n");
      const weight = levels.reduce((sum, level, h) => sum + level.length * 2 ** h, 0);
      if (levels.length === 0 || weight !== n)
        throw new StatsInputError("text", `kept values stand for ${weight} of ${n} values`);
      const squaredError = number("squaredError");
      return { kind: "quantile", k: count("k"), n, ...extremes(read), levels, squaredError, coin: number("coin") | 0 };
    }
    case "distinct": {
      const precision = count("precision");
      const registers = Uint8Array.from(list("registers"));
      if (precision < 4 || precision > 18 || registers.length !== 2 ** precision)
        throw new StatsInputError("text", `${registers.length} registers do not fit precision ${precision}`);
      if (registers.some((value) => value > 65 - precision))
        throw new StatsInputError("text", "a register is larger than any hash could make it");
      return { kind: "distinct", precision, registers };
    }
    case "heavy-hitters": {
      const counters = new Map(
        array("counters", read.counters).map((entry): [string, number] => {
          const [name, weight] = array("counters", entry);
          if (typeof name !== "string") throw new StatsInputError("text", "a counter has no text");
          return [name, finite("counters", weight)];
        }),
      );
      const capacity = count("capacity");
      if (counters.size > capacity) throw new StatsInputError("text", `${counters.size} counters exceed ${capacity}`);
      return { kind: "heavy-hitters", capacity, total: number("total"), error: number("error"), counters };
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

function extremes(read: Record<string, unknown>): { min: number | null; max: number | null } {
  return {
    min: read.min === null ? null : finite("min", read.min),
    max: read.max === null ? null : finite("max", read.max),
  };
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
