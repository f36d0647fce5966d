import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { Reading } from "@aisle/contracts/reading";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import { z } from "zod";
import { type ImportRow, type RecordFile, readRecords } from "../imports/read-records.ts";
import { ExperimentFold } from "./fold/experiment-fold.ts";
import { readInTurns } from "./read/read-experiment.ts";

const maxArms = 20;
const maxMetrics = 40;
const maxRejected = 100;
/** What a file may hold: its units stand in memory at once, about 30 bytes for each and 30 for each of its numbers. */
const usualLimits = { rows: 5_000_000, numbers: 20_000_000, columns: 1000, idLength: 1000 };
type FileLimits = typeof usualLimits;
/** Characters of a name of a column or an arm. */
const maxName = 120;
const usualUnits =
  /^(?:unit|user|users?_?id|customer|customer_?id|shopper|shopper_?id|session|session_?id|visitor_?id|id)$/i;
const usualArms = /^(?:arm|variant|variation|group|treatment|test_?group|test_?version|version|bucket)$/i;
const usualControls = /^(?:a|control|0|off|false|none|baseline)$/i;
/** Checks that are about when something happened, which a row for each unit does not say. */
const timed: ReadonlySet<string> = new Set(["weeks-covered", "novelty", "clock", "no-events"]);

/** Which columns of a file are what. Absent ones are found by their usual names. */
export const experimentFileOptions = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  unit: z.string().min(1).max(120).optional(),
  arm: z.string().min(1).max(120).optional(),
  control: z.string().min(1).max(120).optional(),
  /** The first is the primary one. */
  metrics: z.array(z.string().min(1).max(120)).min(1).max(maxMetrics).optional(),
  /** Intended shares, the control's first, then in the order of the other arms' names. */
  weights: z.array(z.number().gt(0).lt(1)).max(maxArms).optional(),
});
export type ExperimentFileOptions = z.infer<typeof experimentFileOptions>;

/** Opens the file from its beginning: it is read twice. */
export type OpenFile = () => { readonly fileName: string; readonly bytes: AsyncIterable<Uint8Array> };

export interface FileProgress {
  readonly signal: AbortSignal;
  /** Share of the work that is done, 0–1. */
  readonly onProgress: (share: number, rows: number) => void;
}

/** An experiment made of a file: how it was split and what it found. */
export interface FileExperiment {
  readonly spec: ExperimentSpec;
  readonly reading: Reading;
  readonly rows: number;
  readonly rejected: number;
  /** The first hundred. */
  readonly rejectedRows: readonly { readonly line: number; readonly reason: string }[];
}

interface Layout {
  readonly unit: string | undefined;
  readonly arm: string;
  /** The control first. */
  readonly arms: readonly string[];
  readonly metrics: readonly { readonly column: string; readonly kind: "proportion" | "mean" }[];
  readonly rows: number;
}

/**
 * Reads an experiment out of a file with one row a unit: its arm, and columns of numbers. Columns of 0 and 1 (true and false) are shares of
 * units, others means. Throws `request.invalid` where the columns do not say what is what, and for more than `limits`.
 */
export async function readExperimentFile(
  open: OpenFile,
  options: ExperimentFileOptions,
  at: number,
  progress: FileProgress,
  limits: FileLimits = usualLimits,
): Promise<FileExperiment> {
  const layout = await layoutOf(await readRecords(open()), options, progress, limits);
  const spec = specOf(layout, options);
  const fold = ExperimentFold.for(spec);
  const measures = spec.metrics.map((_metric, place) => place);
  const rejectedRows: { line: number; reason: string }[] = [];
  let rejected = 0;
  let rows = 0;
  const reject = (line: number, reason: string) => {
    rejected++;
    if (rejectedRows.length < maxRejected) rejectedRows.push({ line, reason });
  };
  const { batches } = await readRecords(open());
  for await (const batch of batches) {
    progress.signal.throwIfAborted();
    for (const { line, reason } of batch.unreadable) reject(line, reason);
    for (const row of batch.rows) {
      rows++;
      const problem = addUnit(fold, row, layout, measures, { at, maxId: limits.idLength });
      if (problem !== undefined) reject(row.line, problem);
    }
    rows += batch.unreadable.length;
    progress.onProgress(0.5 + (0.4 * rows) / Math.max(rows, layout.rows), rows);
  }
  const times = { startedAt: new Date(at), stoppedAt: new Date(at) };
  const read = await readInTurns(fold, { kind: "import", spec, ...times }, { at: at + 1, timeZone: "UTC" });
  const health = read.health.filter(({ check }) => !timed.has(check));
  const reading = { ...read, health, withheld: health.some(({ state }) => state === "broken"), days: [] };
  return { spec, reading, rows, rejected, rejectedRows };
}

/** Adds a row; why it cannot be, where it cannot. */
function addUnit(
  fold: ExperimentFold,
  { line, values }: ImportRow,
  { unit: unitColumn, arm: armColumn, arms, metrics }: Layout,
  measures: readonly number[],
  { at, maxId }: { readonly at: number; readonly maxId: number },
): string | undefined {
  const unit = unitColumn === undefined ? `line ${line}` : text(values[unitColumn]);
  if (unit === "") return `no ${unitColumn}`;
  if (unit.length > maxId) return `the ${unitColumn} is longer than ${count(maxId)} characters`;
  const arm = arms.indexOf(text(values[armColumn]));
  if (arm < 0) return `no ${armColumn}`;
  const numbers: number[] = [];
  for (const { column } of metrics) {
    const number = numberOf(values[column]);
    if (number === undefined) return `no number in ${column}`;
    numbers.push(number);
  }
  // A unit that comes again in another arm has crossed over, which the reading counts.
  const isThere = fold.isExposed(unit);
  fold.addExposure(unit, keyOf(arm), at);
  if (isThere) return `the ${unitColumn} is there already`;
  for (const place of measures) if (numbers[place] !== 0) fold.addRow(unit, at, place, numbers[place]!);
  return undefined;
}

async function layoutOf(
  file: RecordFile,
  options: ExperimentFileOptions,
  progress: FileProgress,
  limits: FileLimits,
): Promise<Layout> {
  const { columns } = file;
  if (columns.length > limits.columns)
    throw invalid(
      `The file has ${count(columns.length)} columns, ${count(limits.columns)} at most can be read: leave out those that are no metric.`,
    );
  const column = (asked: string | undefined, usual: RegExp) => {
    if (asked !== undefined && !columns.includes(asked)) throw unknownColumn(asked, columns);
    return asked ?? columns.find((name) => usual.test(name));
  };
  const arm = column(options.arm, usualArms);
  if (arm === undefined)
    throw invalid(
      `No column is called like an arm: call it “arm” or “variant”, or name it by --arm of aisle experiments import. There are ${listed(columns)}.`,
    );
  const unit = column(options.unit, usualUnits);
  for (const name of options.metrics ?? []) if (!columns.includes(name)) throw unknownColumn(name, columns);
  const counts = new Map<string, number>();
  const seen = new Map(
    (options.metrics ?? columns.filter((name) => name !== arm && name !== unit)).map((name) => [
      name,
      { numbers: 0, other: 0, binary: true },
    ]),
  );
  let rows = 0;
  for await (const batch of file.batches) {
    progress.signal.throwIfAborted();
    rows += batch.rows.length + batch.unreadable.length;
    if (rows > limits.rows)
      throw invalid(
        `The file has more than ${count(limits.rows)} rows. Draw a sample of its units at random and import that.`,
      );
    for (const { line, values } of batch.rows) {
      const value = text(values[arm]);
      if (value.length > maxName)
        throw invalid(
          `Line ${line} has an arm of more than ${maxName} characters: the column ${arm} does not say an arm.`,
        );
      if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > maxArms)
        throw invalid(`The column ${arm} has more than ${maxArms} values: it does not say an arm.`);
      for (const [name, kind] of seen) {
        // A column that holds a text is no metric, unless it was named.
        if (kind.other > 0 && options.metrics === undefined) continue;
        const number = numberOf(values[name]);
        if (number === undefined) kind.other++;
        else kind.numbers++;
        if (number !== undefined && number !== 0 && number !== 1) kind.binary = false;
      }
    }
    progress.onProgress(Math.min(0.49, rows / (rows + 100_000)), rows);
  }
  if (counts.size < 2)
    throw invalid(
      `The column ${arm} has ${counts.size === 0 ? "no value" : "one value"}: an experiment has two arms at least.`,
    );
  const metrics = [...seen].flatMap(([name, { numbers, other, binary }]) =>
    numbers > 0 && (other === 0 || options.metrics !== undefined)
      ? [{ column: name, kind: binary ? ("proportion" as const) : ("mean" as const) }]
      : [],
  );
  if (metrics.length === 0)
    throw invalid(
      `No column holds a number in each row: each metric is a column of numbers, which --metrics of aisle experiments import can name. There are ${listed(columns)}.`,
    );
  const read = Math.min(maxMetrics, metrics.length);
  if (rows * read > limits.numbers)
    throw invalid(
      `${count(rows)} rows of ${read} metrics are ${count(rows * read)} numbers, ${count(limits.numbers)} at most can be read: name ${Math.floor(limits.numbers / rows)} metrics at most by --metrics.`,
    );
  return {
    unit,
    arm,
    arms: withControlFirst([...counts.keys()].sort(), options.control),
    metrics: metrics.slice(0, maxMetrics),
    rows,
  };
}

function withControlFirst(arms: readonly string[], asked: string | undefined): readonly string[] {
  if (asked !== undefined && !arms.includes(asked))
    throw invalid(`No row is of the control “${asked}”; the arms are ${listed(arms)}.`);
  const control = asked ?? arms.find((arm) => usualControls.test(arm)) ?? arms[0]!;
  return [control, ...arms.filter((arm) => arm !== control)];
}

function specOf({ unit, arms, metrics }: Layout, { weights }: ExperimentFileOptions): ExperimentSpec {
  if (
    weights !== undefined &&
    (weights.length !== arms.length || Math.abs(weights.reduce((a, b) => a + b, 0) - 1) > 1e-6)
  )
    throw invalid(`--weights needs ${arms.length} shares that sum to 1, in the order ${arms.join(", ")}.`);
  return {
    hypothesis: "",
    unit: { kind: "field", field: unit ?? "line" },
    arms: arms.map((name, at) => ({
      key: keyOf(at),
      name: name.slice(0, maxName),
      weight: weights?.[at] ?? 1 / arms.length,
      edits: [],
    })),
    coverage: 1,
    metrics: metrics.map(({ column, kind }, at) => ({
      metric: metricOf(column, kind, at),
      role: at === 0 ? "primary" : "secondary",
    })),
    method: "frequentist",
    correction: "holm",
    level: 0.95,
    plannedDays: 14,
    segments: [],
  };
}

function metricOf(column: string, kind: "proportion" | "mean", at: number): Metric {
  return {
    id: `import/${at + 1}-${column.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 60)}`,
    name: column.slice(0, maxName),
    kind,
    measure: {
      source: { from: "events", name: column.slice(0, maxName) },
      value: kind === "proportion" ? { add: "count" } : { add: "field", path: "value" },
    },
    attribution: "unit",
    windowHours: 1,
    cupedDays: 0,
    better: "higher",
    unit: kind === "proportion" ? "share" : "number",
  };
}

/** `a`, `b` … in the order of the arms. */
const keyOf = (at: number) => String.fromCharCode(97 + at);

function text(value: Json | undefined): string {
  return typeof value === "string" ? value.trim() : value === null || value === undefined ? "" : String(value);
}

function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  const plain = text(value).toLowerCase();
  if (plain === "true") return 1;
  if (plain === "false") return 0;
  const number = plain === "" ? Number.NaN : Number(plain);
  return Number.isFinite(number) ? number : undefined;
}

function unknownColumn(name: string, columns: readonly string[]): AisleError {
  return invalid(`There is no column “${name}”; there are ${listed(columns)}.`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `“${name.slice(0, 60)}”`);
  return names.length > 20 ? `${shown.join(", ")} and ${names.length - 20} more` : shown.join(", ");
}

const count = (value: number): string => value.toLocaleString("en");

function invalid(message: string): AisleError {
  return new AisleError("request.invalid", message);
}
