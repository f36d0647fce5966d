import type {
  MonitorFinding,
  MonitorNote,
  MonitorReading,
  MonitorReference,
  MonitorScore,
} from "@aisle/contracts/monitor-reading";
import { followMs, type MonitorSubject, type StoredMonitorHour } from "@aisle/contracts/monitor-source";
import type { MonitorWindow } from "@aisle/contracts/monitor-window";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { changeStart, firstChanged } from "./change-start.ts";
import { describeChange } from "./describe-change.ts";
import { HourTable } from "./hour-table.ts";
import { judgeBins, minReferenceRows, minRows, sumOf } from "./judge-bins.ts";
import { mergeHours } from "./merge-hours.ts";
import { type Candidate, readFigures } from "./read-figures.ts";
import { ReadableHours } from "./readable-hours.ts";
import { subjectMonitors } from "./subject-monitors.ts";
import { type ComparedWindow, comparedWindow, pastWindows } from "./windows.ts";

const hourMs = 3_600_000;
/** Of all that is said, this share may be wrong. */
const usualLevel = 0.01;
const usualReference: MonitorReference = { kind: "weeks", weeks: 4 };

export interface ReadOptions {
  readonly window: MonitorWindow;
  readonly reference?: MonitorReference;
  /**
   * When it is read, milliseconds since 1970; the end of the window when not given. Shares of what followed answers are judged without
   * the hours that still fill then, in the window and in what it is compared with.
   */
  readonly now?: number;
  /** IANA name of the workspace's zone. */
  readonly timeZone?: string;
  /** Limits that people set, by monitor. */
  readonly limits?: { readonly [monitor: string]: number };
}

/** What the monitors of a subject would say, before it is known how many are asked at once. */
export interface JudgedSubject {
  readonly reading: Omit<MonitorReading, "findings">;
  readonly candidates: readonly MonitorFinding[];
}

/** What the monitors of one subject find in a window. */
export function readMonitors(
  subject: MonitorSubject,
  stored: readonly StoredMonitorHour[],
  options: ReadOptions,
): MonitorReading {
  return sureFindings([judgeSubject(subject, stored, options)])[0]!;
}

/**
 * Readings of a run: of all that its monitors would say, what is large and, after the correction for all of them, sure. `level` is the
 * share that may be wrong.
 */
export function sureFindings(run: readonly JudgedSubject[], level = usualLevel): MonitorReading[] {
  const adjusted = adjustPValues(
    run.flatMap(({ candidates }) => candidates.map(({ pValue }) => pValue)),
    "benjamini-hochberg",
  );
  let at = 0;
  return run.map(({ reading, candidates }) => {
    const findings = candidates
      .map((finding) => ({ ...finding, pValue: adjusted[at++]! }))
      .filter(({ size, limit, pValue }) => size >= limit && pValue <= level)
      .sort((a, b) => a.pValue - b.pValue || b.size / b.limit - a.size / a.limit);
    return { ...reading, findings };
  });
}

/**
 * Judges a subject's monitors in a window. `stored` are its hours in order of time, as far back as windows and references of the last
 * weeks go. What cannot be judged is said in a note: no figure is ever NaN.
 */
export function judgeSubject(
  subject: MonitorSubject,
  stored: readonly StoredMonitorHour[],
  { window, now = window.to, reference = usualReference, timeZone = "UTC", limits = {} }: ReadOptions,
): JudgedSubject {
  const notes: MonitorNote[] = [];
  const clock = new ZoneClock(timeZone);
  const first = stored[0]?.at ?? window.from;
  const compared = comparedWindow(window, reference, clock, first);
  const past = pastWindows(window, reference, clock, first);
  const filledTo = Math.min(window.to, Math.floor((now - followMs) / hourMs) * hourMs);
  const filled = filledTo > window.from ? { from: window.from, to: filledTo } : undefined;
  const windows: JudgedWindows = {
    all: { compared, past },
    filled: filled && {
      compared: comparedWindow(filled, reference, clock, first),
      past: pastWindows(filled, reference, clock, first),
    },
  };
  const hours = new ReadableHours(stored);
  const merged = { before: mergeHours(hours.of(compared.reference)), now: mergeHours(hours.of(compared.hours)) };
  const found = subjectMonitors(subject.kind, merged.before, merged.now);
  const table = new HourTable(found.monitors, stored.length);
  const earliest = earliestOf([compared, ...past]);
  for (const { at } of stored)
    if (at >= earliest && at < window.to) for (const sketches of hours.of([at])) table.add(at, sketches);
  notes.push(...hours.notes(window.to));
  const reading = {
    kind: subject.kind,
    name: subject.name,
    window,
    reference,
    rows: merged.now.rows,
    referenceRows: merged.before.rows,
  };
  if (merged.before.rows < minReferenceRows) {
    const statement = `There are ${merged.before.rows} rows to compare with; ${minReferenceRows} are needed.`;
    notes.push({ monitor: "all", state: "no-reference", statement });
    return { reading: { ...reading, notes, scores: [] }, candidates: [] };
  }
  const isDemo = (merged.before.counts.get("demo") ?? 0) > merged.before.rows / 2;
  if (isDemo)
    notes.push({
      monitor: "volume",
      state: "demo",
      statement:
        "Most of these came with the demo shop, whose visitors come only when you let them: their number is not judged.",
    });
  // Rows that a clock put elsewhere are missing here, and no change of traffic.
  const isAhead = notes.some(({ state }) => state === "clock");
  const figures =
    isAhead || isDemo
      ? []
      : readFigures(table, compared, past, limits, subject.kind === "endpoint" ? "requests" : "events");
  if (merged.now.rows < minRows)
    notes.push({
      monitor: "all",
      state: merged.now.rows === 0 ? "no-rows" : "few-rows",
      statement: `The window has ${merged.now.rows} rows; below ${minRows} only their number is judged.`,
    });
  else notes.push(...found.notes);
  if (filled === undefined && found.monitors.some(({ fills }) => fills))
    notes.push({
      monitor: "click-through, add-to-cart, conversion",
      state: "few-rows",
      statement: `What follows within ${followMs / hourMs} hours of an answer counts: all hours of this window still fill.`,
    });
  const candidates = merged.now.rows < minRows ? figures : [...figures, ...readBins(table, windows, merged, limits)];
  return {
    reading: { ...reading, notes, scores: candidates.map(({ scored }) => scored) },
    candidates: candidates.map(({ finding }) => finding),
  };
}

/** A window as it is, and without the hours that still fill; undefined where that is nothing. */
interface JudgedWindows {
  readonly all: { readonly compared: ComparedWindow; readonly past: readonly ComparedWindow[] };
  readonly filled: JudgedWindows["all"] | undefined;
}

function readBins(
  table: HourTable,
  windows: JudgedWindows,
  merged: Parameters<typeof describeChange>[2],
  limits: { readonly [monitor: string]: number },
): Candidate[] {
  return table.monitors.flatMap((monitor, i): Candidate[] => {
    const judgedIn = monitor.fills ? windows.filled : windows.all;
    if (judgedIn === undefined) return [];
    const { compared: window, past } = judgedIn;
    const judged = judgeBins(table, i, window, past, limits[monitor.key]);
    if (judged === undefined) return [];
    const { measure, score, limit, pValue } = judged;
    const scored: MonitorScore = {
      monitor: monitor.key,
      measure,
      score,
      limit,
      past: judged.past,
      figure: judged.figure,
      bins: { labels: monitor.labels, before: sharesOf(judged.before), now: sharesOf(judged.now) },
    };
    const start = () => {
      const isChanged = (index: number) => {
        const each = judged.past[index];
        return typeof each === "number" && Math.abs(each) >= limit && Math.sign(each) === Math.sign(score);
      };
      return changeStart(table, i, window, firstChanged(window, past, isChanged), judged.before, judged.now);
    };
    const said = { monitor: monitor.key, measure, pValue, size: Math.abs(score), limit };
    if (said.size < limit)
      return [{ scored, finding: { ...said, kind: "shift", statement: "", since: window.window.from } }];
    return [{ scored, finding: { ...said, ...describeChange(monitor, judged, merged), since: start() } }];
  });
}

/** Counts as shares, with as many digits as a drawing can show. */
function sharesOf(counts: Float64Array): readonly number[] {
  const all = Math.max(1, sumOf(counts));
  return Array.from(counts, (count) => Number((count / all).toPrecision(4)));
}

/** The first hour that any of these windows is compared with, and one window's length before it, where a change may have begun. */
function earliestOf(windows: readonly ComparedWindow[]): number {
  const starts = windows.flatMap(({ window: { from, to }, reference }) => [2 * from - to, reference[0] ?? from]);
  return starts.reduce((a, b) => Math.min(a, b));
}
