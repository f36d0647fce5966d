import type { Json } from "@aisle/runtime/json";

/** A process as it last reported itself; each kind of process says other things in `detail`. */
export interface ProcessStatus {
  readonly id: string;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly detail: Json;
}
