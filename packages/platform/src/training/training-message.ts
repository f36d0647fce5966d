import type { TrainingProgress } from "@aisle/learn/training-control";
import type { TrainerKind } from "./trainers.ts";

/** What a training thread is started with. */
export interface TrainingTask {
  readonly kind: TrainerKind;
  readonly data: unknown;
  readonly options: unknown;
  readonly seed: number;
  readonly memoryLimitBytes: number;
  /** Not 0 once the training is to stop. */
  readonly cancelFlag: SharedArrayBuffer;
}

/** What a training thread says: progress, and at the end the model's bytes or why there are none. */
export type TrainingMessage =
  | { readonly type: "progress"; readonly progress: TrainingProgress }
  | { readonly type: "trained"; readonly bytes: Uint8Array }
  | { readonly type: "cancelled"; readonly stage: string }
  | { readonly type: "failed"; readonly name: string; readonly message: string };
