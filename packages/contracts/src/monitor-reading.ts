import type { Explanation } from "./explanation.ts";
import type { MonitorSubject } from "./monitor-source.ts";
import type { MonitorWindow } from "./monitor-window.ts";

/**
 * What a window is compared with: the same weekdays and hours of the weeks before it, the days right before it, or one window that a
 * person (or the training of a model) fixed.
 */
export type MonitorReference =
  | { readonly kind: "weeks"; readonly weeks: number }
  | { readonly kind: "days"; readonly days: number }
  | ({ readonly kind: "pinned" } & MonitorWindow);

/**
 * `shift`: a distribution or a mix moved; `rate`: a share moved; `volume`: more or fewer rows; `no-traffic`: none at all; `vanished`: a
 * field is no longer sent; `all-missing`: it is sent without a value; `appeared`: it is new; `type`: its values have another type;
 * `constant`: all its values are one; `new-value`: a value that was never seen; `scale`: a figure of the whole window moved.
 */
export type FindingKind =
  | "shift"
  | "rate"
  | "volume"
  | "no-traffic"
  | "vanished"
  | "all-missing"
  | "appeared"
  | "type"
  | "constant"
  | "new-value"
  | "scale";

/** How a distance is measured: Jensen–Shannon (base e), difference of shares as angles (2 arcsin √), logarithm of a ratio. */
export type MonitorMeasure = "jensen-shannon" | "angle" | "log-ratio";

/** One change: what, since when, how sure, how large. */
export interface MonitorFinding {
  /** Key of the monitor, such as `request.price` or `share of fell-back rank`. */
  readonly monitor: string;
  readonly kind: FindingKind;
  /** One sentence with the figures before and now. */
  readonly statement: string;
  /** First hour of the change, as far as sketches tell. */
  readonly since: number;
  /** P-value, adjusted for all monitors of the run (Benjamini–Hochberg). */
  readonly pValue: number;
  readonly measure: MonitorMeasure;
  /** How large it is, and from where on it would be said; both in the units of the measure. */
  readonly size: number;
  readonly limit: number;
  /** Of numbers: statistics between both windows' sketches. */
  readonly numbers?: {
    readonly ks: number;
    readonly psi: number;
    readonly medianBefore: number;
    readonly medianNow: number;
  };
  /** Of shares and mixes: the share that moved most. */
  readonly share?: { readonly of: string; readonly before: number; readonly now: number };
}

/** What can be said of a monitor that was not judged, in one sentence. */
export interface MonitorNote {
  readonly monitor: string;
  readonly state:
    | "no-reference"
    | "few-rows"
    | "one-value-per-row"
    | "many-values"
    | "constant"
    | "no-rows"
    | "clock"
    | "unreadable"
    | "demo";
  readonly statement: string;
}

/**
 * What a person reads of a monitor in a window: a share (0 to 1), the median of its numbers, a count or another figure of the whole
 * window; of a mix, how far it is from its reference.
 */
export interface MonitorFigure {
  readonly unit: "share" | "median" | "count" | "figure" | "distance";
  readonly now: number | null;
  /** Of the reference; null for a distance. */
  readonly before: number | null;
  /** Of earlier windows, the newest first. */
  readonly past: readonly (number | null)[];
  /** Between which it usually is. */
  readonly usual: readonly [low: number, high: number] | null;
}

/** Two distributions over the same bins, as shares. */
export interface MonitorBins {
  readonly labels: readonly string[];
  readonly before: readonly number[];
  readonly now: readonly number[];
}

/** How one monitor stands: enough for a line over time and for asking how often a limit would have been passed. */
export interface MonitorScore {
  readonly monitor: string;
  readonly measure: MonitorMeasure;
  readonly score: number;
  readonly limit: number;
  /** The same score of earlier windows, each against its own reference, the newest first; null where it could not be worked out. */
  readonly past: readonly (number | null)[];
  readonly figure: MonitorFigure;
  /** Null for figures of a whole window. */
  readonly bins: MonitorBins | null;
}

/** What the monitors of a subject found in one window. */
export interface MonitorReading extends MonitorSubject {
  readonly window: MonitorWindow;
  readonly reference: MonitorReference;
  /** Rows of the window and of its reference. */
  readonly rows: number;
  readonly referenceRows: number;
  /** The surest and largest first. */
  readonly findings: readonly MonitorFinding[];
  readonly notes: readonly MonitorNote[];
  readonly scores: readonly MonitorScore[];
  /** Of business figures that fell or rose, why; absent where nobody asked. */
  readonly explanations?: readonly Explanation[];
}
