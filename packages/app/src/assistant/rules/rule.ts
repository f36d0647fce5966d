import type { Sketch } from "../sketch.ts";

/**
 * One way of asking. `read` changes the sketch and says true, says false when the words mean something else, and throws
 * `NotDone` when they mean this but it cannot be done here.
 */
export interface Rule {
  /** The way of asking, as an example of it. */
  readonly like: string;
  readonly read: (part: string, sketch: Sketch) => boolean;
}
