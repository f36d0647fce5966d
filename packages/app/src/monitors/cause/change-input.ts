import { type CauseFacts, noFacts } from "@aisle/contracts/cause-facts";
import type { BusinessFigure } from "@aisle/contracts/explanation";
import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import { followMs, type StoredMonitorHour } from "@aisle/contracts/monitor-source";
import type { MonitorWindow } from "@aisle/contracts/monitor-window";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { mergeHours } from "../read/merge-hours.ts";
import { ReadableHours } from "../read/readable-hours.ts";
import { comparedWindow } from "../read/windows.ts";
import type { HourSketches } from "../sketch/hour-sketches.ts";
import type { SegmentCounts, Segments } from "../sketch/segment-counts.ts";

const hourMs = 3_600_000;
const usualDays = 29;

/** Answers of an hour and what followed them, all together and by segment. */
export interface CountedHour extends SegmentCounts {
  readonly at: number;
  readonly segments: Segments;
}

/** All that an explanation of a figure's change is worked out from. */
export interface ChangeInput {
  readonly figure: BusinessFigure;
  readonly window: MonitorWindow;
  readonly timeZone: string;
  /** Answers of the reference and of the window, by segment. */
  readonly before: Segments;
  readonly now: Segments;
  /** In order of time, from some weeks before the window to its end. */
  readonly hours: readonly CountedHour[];
  /** Share of answers that a product led, by its id: before, and now. */
  readonly leading: { readonly before: ReadonlyMap<string, number>; readonly now: ReadonlyMap<string, number> };
  /** What the subject's own monitors found. */
  readonly reading: MonitorReading;
  /** Readings of events. */
  readonly events: readonly MonitorReading[];
  readonly facts: CauseFacts;
}

export interface ChangeOptions {
  readonly figure: BusinessFigure;
  /** What the subject's monitors found; its window and reference are those that are compared. */
  readonly reading: MonitorReading;
  readonly events?: readonly MonitorReading[];
  readonly facts?: CauseFacts;
  readonly timeZone?: string;
  /** When it is read, milliseconds since 1970; the end of the window when not given. Hours that still fill are left out. */
  readonly now?: number;
}

/** What an explanation needs, from the stored hours of an endpoint in their order. */
export function changeInput(
  stored: readonly StoredMonitorHour[],
  { figure, reading, events = [], facts = noFacts, timeZone = "UTC", now = reading.window.to }: ChangeOptions,
): ChangeInput {
  const clock = new ZoneClock(timeZone);
  const filledTo = Math.min(reading.window.to, Math.floor((now - followMs) / hourMs) * hourMs);
  const window = { from: reading.window.from, to: Math.max(reading.window.from, filledTo) };
  const compared = comparedWindow(window, reading.reference, clock, stored[0]?.at ?? window.from);
  const hours = new ReadableHours(stored);
  const since = Math.min(window.from, ...reading.findings.map((finding) => finding.since));
  const earliest = since - usualDays * 24 * hourMs;
  const counted: CountedHour[] = [];
  for (const { at } of stored)
    if (at >= earliest && at < window.to)
      for (const sketches of hours.of([at])) counted.push(countedHour(at, sketches));
  const [before, current] = [compared.reference, compared.hours].map((each) => mergeHours(hours.of(each)));
  return {
    figure,
    window,
    timeZone,
    before: before!.segments,
    now: current!.segments,
    hours: counted,
    leading: { before: leadingOf(before!), now: leadingOf(current!) },
    reading,
    events,
    facts,
  };
}

function countedHour(at: number, { counts, segments }: HourSketches): CountedHour {
  const of = (key: string) => counts.get(key) ?? 0;
  return { at, segments, answers: of("answers"), clicked: of("clicked"), added: of("added"), ordered: of("ordered") };
}

function leadingOf({ texts }: ReturnType<typeof mergeHours>): ReadonlyMap<string, number> {
  const sketch = texts.get("first product");
  if (sketch === undefined || sketch.total === 0) return new Map();
  return new Map([...sketch.counters].map(([id, count]) => [id, count / sketch.total]));
}
