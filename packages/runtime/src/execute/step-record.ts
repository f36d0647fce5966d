/** How a step ended; a suspended one waits for something outside the run. */
export type StepOutcome = "ran" | "skipped" | "fell-back" | "failed" | "suspended";

/** What became of one step of a run; times in milliseconds from the start of the run. */
export interface StepRecord {
  readonly node: string;
  readonly type: string;
  readonly outcome: StepOutcome;
  /** Why it was skipped, fell back, failed or waits, or that it ran over its limit; absent for a step that simply ran. */
  readonly reason?: string;
  /** Of a skipped step whose node failed and is skipped then; one that lacked an input is skipped without having failed. */
  readonly failed?: true;
  readonly startMs: number;
  readonly durationMs: number;
  /** Time between having its inputs and starting. */
  readonly queueMs: number;
}
