import type { MonitorFinding, MonitorScore } from "@aisle/contracts/monitor-reading";
import { firstChanged } from "./change-start.ts";
import { figure } from "./describe-change.ts";
import type { HourTable } from "./hour-table.ts";
import { type JudgedFigure, judgeFigure } from "./judge-figure.ts";
import type { ComparedWindow } from "./windows.ts";

/** Fewer rows a window are too few for their absence to say anything. */
const minUsualRows = 20;
const hourMs = 3_600_000;
const maxSilentHours = 28 * 24;

/** What a monitor would say, and how it stands. */
export interface Candidate {
  readonly finding: MonitorFinding;
  readonly scored: MonitorScore;
}

/** Rows, products shown and how unevenly, of a whole window. */
export function readFigures(
  table: HourTable,
  window: ComparedWindow,
  past: readonly ComparedWindow[],
  limits: { readonly [monitor: string]: number },
  noun: "requests" | "events",
): Candidate[] {
  const found: Candidate[] = [];
  const add = (monitor: string, judged: JudgedFigure | undefined, statement: (judged: JudgedFigure) => string) => {
    if (judged !== undefined) found.push(candidateOf(table, monitor, judged, window, past, statement(judged)));
  };
  const volume = judgeFigure((hours) => table.rows(hours), window, past, true, limits.volume);
  // Where next to nothing comes in, nothing at all is usual.
  if (volume !== undefined && Math.max(volume.before, volume.now) >= minUsualRows)
    add("volume", volume, ({ before, now }) =>
      now === 0
        ? `Nothing came in; ${figure(Math.round(before))} ${noun} are usual.`
        : `${figure(now)} ${noun} came in; ${figure(Math.round(before))} are usual.`,
    );
  // Fewer answers show fewer products: that is no finding of its own.
  const isUsual = volume === undefined || Math.abs(volume.score) < volume.limit;
  if (!isUsual || table.rows(window.hours) < minUsualRows) return found;
  const { distinct, gini } = { distinct: "products shown", gini: "unevenness of products" };
  add(
    distinct,
    judgeFigure((hours) => table.shown(hours)?.distinct, window, past, false, limits[distinct]),
    ({ before, now }) => `${figure(now)} different products were shown; ${figure(Math.round(before))} are usual.`,
  );
  add(
    gini,
    judgeFigure((hours) => table.shown(hours)?.gini, window, past, false, limits[gini]),
    ({ before, now }) =>
      `The Gini coefficient of how often products are shown is ${figure(now)}; ${figure(before)} is usual.`,
  );
  return found;
}

function afterLastRow(table: HourTable, from: number): number {
  let since = from;
  while (since > from - maxSilentHours * hourMs && table.rows([since - hourMs]) === 0) since -= hourMs;
  return since;
}

function candidateOf(
  table: HourTable,
  monitor: string,
  { score, limit, pValue, past: scores, pastFigures, before, now }: JudgedFigure,
  window: ComparedWindow,
  past: readonly ComparedWindow[],
  statement: string,
): Candidate {
  const first = firstChanged(window, past, (i) => {
    const each = scores[i];
    return typeof each === "number" && Math.abs(each) >= limit && Math.sign(each) === Math.sign(score);
  });
  const isSilent = monitor === "volume" && now === 0;
  const since = isSilent ? afterLastRow(table, window.window.from) : first.window.from;
  return {
    scored: {
      monitor,
      measure: "log-ratio",
      score,
      limit,
      past: scores,
      figure: {
        unit: monitor === "volume" ? "count" : "figure",
        now,
        before,
        past: pastFigures,
        usual: [before * Math.exp(-limit), before * Math.exp(limit)],
      },
      bins: null,
    },
    finding: {
      monitor,
      kind: isSilent ? "no-traffic" : monitor === "volume" ? "volume" : "scale",
      statement,
      since,
      pValue,
      measure: "log-ratio",
      size: Math.abs(score),
      limit,
    },
  };
}
