import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { FoldEvent } from "@aisle/contracts/fold-source";
import type { JsonObject } from "@aisle/runtime/json";
import { idOf, isObject } from "../../intake/interactions-of.ts";

/** The event by which a shop's front end says that a unit met an arm of an experiment (Segment, version 2). */
export const exposureName = "experiment viewed";

/** An exposure that a front end reports. */
export interface ReportedExposure {
  readonly unit: string;
  readonly arm: string;
  readonly at: number;
  /** What the event says beside, such as the device. */
  readonly fields: JsonObject;
}

/** What an event says of an experiment; undefined where it is of another, or names no arm or no unit. Arms go by key or by place. */
export function reportedExposure(
  { payload, sessionId, shopperId, at }: FoldEvent,
  key: string,
  { arms, unit: { kind, field } }: Pick<ExperimentSpec, "arms" | "unit">,
): ReportedExposure | undefined {
  const properties: JsonObject = isObject(payload.properties) ? payload.properties : {};
  if ((idOf(properties.experiment_id) ?? idOf(properties.experimentId)) !== key) return undefined;
  const named = idOf(properties.variation_id) ?? idOf(properties.variationId);
  const arm =
    arms.find((each) => each.key === named)?.key ?? (named === undefined ? undefined : arms[Number(named)]?.key);
  const own = idOf(properties[field]);
  const unit = kind === "session" ? (own ?? sessionId ?? shopperId) : kind === "shopper" ? shopperId : own;
  return arm === undefined || unit === undefined ? undefined : { unit, arm, at, fields: properties };
}
