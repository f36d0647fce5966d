import type { MonitorWindow } from "./monitor-window.ts";

/** A business figure of an endpoint: answers of which a product was clicked, put into a cart, or bought, over all answers. */
export type BusinessFigure = "click-through" | "add-to-cart" | "conversion";

/**
 * What may be behind a change. `step`: a node fell back, failed, timed out or was skipped more; `input`: a field of requests drifted;
 * `mix`: other segments than before, each as good as it was; `segment`: one segment got worse and nothing says why; `instrumentation`:
 * events are missing, not their behavior.
 */
export type CauseKind =
  | "version"
  | "arm"
  | "step"
  | "empty-answers"
  | "input"
  | "mix"
  | "segment"
  | "stock"
  | "price"
  | "catalog-load"
  | "embedding-model"
  | "instrumentation"
  | "holiday"
  | "promotion";

/** What a person can open to see a cause: the page is chosen by the client. */
export interface Evidence {
  readonly kind: "decisions" | "events" | "version" | "step" | "experiment" | "product" | "job" | "monitor";
  /** Id, number, name or key of it. */
  readonly of: string;
  /** Shown on the link. */
  readonly label: string;
  /** A segment of decisions or events, such as `request.device` and `phone`. */
  readonly segment?: { readonly dimension: string; readonly value: string };
  readonly window?: MonitorWindow;
}

/** A candidate for what is behind a change. */
export interface Cause {
  /** The same for the same cause on another day, such as `step retrieve timed-out`. */
  readonly key: string;
  readonly kind: CauseKind;
  /** One sentence with its figures. */
  readonly statement: string;
  /** Share of the change that it explains, with its 95 % interval; null where only times coincide. */
  readonly share: number | null;
  readonly interval: readonly [low: number, high: number] | null;
  /** When it happened or began, milliseconds since 1970. */
  readonly at: number | null;
  readonly evidence: readonly Evidence[];
}

/** One segment's part of the change of a rate: by its size and by its own rate (Kitagawa 1955). */
export interface SegmentPart {
  readonly value: string;
  readonly rowsBefore: number;
  readonly rowsNow: number;
  readonly rateBefore: number | null;
  readonly rateNow: number | null;
  /** Points of the change: `mix + rate` over all segments is the whole change. */
  readonly mix: number;
  readonly rate: number;
}

/** How the change of a figure splits over the segments of one dimension, exactly. */
export interface DimensionSplit {
  readonly dimension: string;
  readonly parts: readonly SegmentPart[];
  /** Simpson's trap: the figure moves otherwise than (nearly) each of its segments. */
  readonly trap: "none" | "reversal" | "mix-only";
}

/** Why a business figure changed. */
export interface Explanation {
  readonly figure: BusinessFigure;
  readonly before: number;
  readonly now: number;
  readonly rowsBefore: number;
  readonly rowsNow: number;
  readonly window: MonitorWindow;
  /** The most likely first; empty where nothing explains it. */
  readonly causes: readonly Cause[];
  readonly splits: readonly DimensionSplit[];
  /** One sentence: the first cause, or that nothing found explains the change. */
  readonly statement: string;
}
