import type { MonitorReference } from "@aisle/contracts/monitor-reading";
import type { MonitorWindow } from "@aisle/contracts/monitor-window";
import type { ZoneClock } from "@aisle/runtime/zoned-time";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Earlier windows for which scores are worked out: so far back a limit can be tried. */
const maxPast = 60;
/** Parts of a pinned reference. */
const maxParts = 28;

/** A window and the hours that it is compared with. */
export interface ComparedWindow {
  readonly window: MonitorWindow;
  readonly hours: readonly number[];
  readonly reference: readonly number[];
  /** How many windows long the reference is. */
  readonly referenceWindows: number;
  /** Of a pinned reference: a part of it, against the others. */
  readonly isPart?: true;
}

/** A window with its reference, as far as hours from `first` on (the subject's first hour) go. */
export function comparedWindow(
  window: MonitorWindow,
  reference: MonitorReference,
  clock: ZoneClock,
  first: number,
): ComparedWindow {
  const hours = hoursOf(window);
  const found = referenceHours(window, reference, clock, first);
  return { window, hours, reference: found, referenceWindows: found.length / Math.max(1, hours.length) };
}

/**
 * Earlier windows of the same length, each with a reference of its own, the newest first. Those of a pinned reference are its own parts,
 * each against all the others.
 */
export function pastWindows(
  window: MonitorWindow,
  reference: MonitorReference,
  clock: ZoneClock,
  first: number,
): readonly ComparedWindow[] {
  const length = window.to - window.from;
  if (reference.kind === "pinned") return pinnedParts(reference, length);
  const step = Math.max(dayMs, Math.ceil(length / dayMs) * dayMs) / dayMs;
  const found: ComparedWindow[] = [];
  for (let i = 1; i <= maxPast; i++) {
    const from = daysBefore(window.from, i * step, clock);
    const past = comparedWindow({ from, to: from + length }, reference, clock, first);
    if (from < first || past.reference.length === 0) break;
    found.push(past);
  }
  return found;
}

function hoursOf({ from, to }: MonitorWindow): number[] {
  const hours: number[] = [];
  for (let at = from; at < to; at += hourMs) hours.push(at);
  return hours;
}

function referenceHours(
  window: MonitorWindow,
  reference: MonitorReference,
  clock: ZoneClock,
  first: number,
): readonly number[] {
  if (reference.kind === "pinned")
    return hoursOf(reference).filter((at) => at >= first && (at < window.from || at >= window.to));
  if (reference.kind === "days") {
    const from = Math.max(first, daysBefore(window.from, reference.days, clock));
    return hoursOf({ from, to: window.from });
  }
  const found: number[] = [];
  for (let week = 1; week <= reference.weeks; week++) {
    const weeks = Math.ceil((window.to - window.from) / (7 * dayMs));
    const from = daysBefore(window.from, 7 * week * weeks, clock);
    // Half a week would weigh some hours of the day more than others.
    if (from < first) break;
    found.unshift(...hoursOf({ from, to: from + window.to - window.from }));
  }
  return found;
}

function pinnedParts(pinned: MonitorWindow, length: number): readonly ComparedWindow[] {
  const all = hoursOf(pinned);
  const parts = Math.min(maxParts, Math.floor((pinned.to - pinned.from) / length));
  return Array.from({ length: parts < 2 ? 0 : parts }, (_, i) => {
    const window = { from: pinned.from + i * length, to: pinned.from + (i + 1) * length };
    const hours = hoursOf(window);
    const reference = all.filter((at) => at < window.from || at >= window.to);
    return { window, hours, reference, referenceWindows: reference.length / hours.length, isPart: true };
  });
}

/** The same time of a clock on the wall some days earlier, as a whole hour. */
function daysBefore(at: number, days: number, clock: ZoneClock): number {
  const before = at - days * dayMs;
  return Math.floor((before + clock.offset(at) - clock.offset(before)) / hourMs) * hourMs;
}
