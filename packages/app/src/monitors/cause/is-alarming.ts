import type { BusinessFigure } from "@aisle/contracts/explanation";
import type { MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitorWindow } from "@aisle/contracts/monitor-window";
import { isDegenerate } from "@aisle/stats/degenerate";
import { binaryZ } from "@aisle/stats/drift/binary-z";
import type { CountedHour } from "./change-input.ts";
import { businessFigures, countedBy } from "./figure-counts.ts";

const weekMs = 7 * 86_400_000;
/** A figure that fell by more is alarming. */
const alarmingFall = 0.15;
const sureLevel = 0.001;

/** A business figure that fell. */
export interface FallenFigure {
  readonly figure: BusinessFigure;
  readonly before: number;
  readonly now: number;
}

/** Business figures that are more than 15 % below their reference, of which the monitors are sure. */
export function alarmingFigures({ findings }: Pick<MonitorReading, "findings">): readonly FallenFigure[] {
  return businessFigures.flatMap((figure) => {
    const share = findings.find(({ monitor, kind }) => monitor === figure && kind === "rate")?.share;
    return share !== undefined && isFallen(share.before, share.now)
      ? [{ figure, before: share.before, now: share.now }]
      : [];
  });
}

/** A figure of the last seven days against the seven before. */
export interface WeekOverWeek extends FallenFigure {
  readonly window: MonitorWindow;
  /** Two-sided, of equal proportions; 1 where it cannot be worked out. */
  readonly pValue: number;
  /** More than 15 % down, and surely. */
  readonly isAlarming: boolean;
}

/**
 * A figure of the seven days before a time against the seven before those; undefined without answers on either side. `to` is an hour
 * that no longer fills.
 */
export function weekOverWeek(
  hours: readonly Omit<CountedHour, "segments">[],
  figure: BusinessFigure,
  to: number,
): WeekOverWeek | undefined {
  const what = countedBy[figure];
  const sides = [to - 2 * weekMs, to - weekMs].map((from) => {
    let [hits, rows] = [0, 0];
    for (const hour of hours) {
      if (hour.at < from || hour.at >= from + weekMs) continue;
      hits += hour[what];
      rows += hour.answers;
    }
    return { hits: Math.min(rows, Math.max(0, hits)), rows };
  });
  const [earlier, later] = sides as [(typeof sides)[0], (typeof sides)[0]];
  if (earlier.rows === 0 || later.rows === 0) return undefined;
  const test = binaryZ(earlier.hits, earlier.rows, later.hits, later.rows);
  const pValue = isDegenerate(test) ? 1 : test.pValue;
  const [before, now] = [earlier.hits / earlier.rows, later.hits / later.rows];
  const isAlarming = isFallen(before, now) && pValue <= sureLevel;
  return { figure, before, now, window: { from: to - weekMs, to }, pValue, isAlarming };
}

function isFallen(before: number, now: number): boolean {
  return before > 0 && now / before < 1 - alarmingFall;
}
