import type { Event } from "@aisle/contracts/event";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { storableText } from "../catalogue/storable-text.ts";
import { unitKey } from "../decisions/decision-arms.ts";

/** What an SDK reports when it shows a variation, as Segment and GrowthBook name it. */
const exposureName = /^(?:experiment viewed|\$?experiment[_ ]viewed|viewed experiment)$/i;
/** Properties by which results may be broken down; others may be somebody's. */
const segments = ["device", "category", "country", "language", "channel"] as const;
/** Keys of experiments and arms are shorter. */
const maxKey = 200;

/** Begins the ids of exposures that events report; the message's id follows. */
export const reportedExposure = "exposure:";

/** An exposure that an event reports. */
export interface ReportedExposure {
  readonly experiment: string;
  /** Key or number (from 0) of the arm. */
  readonly variation: string;
  readonly unit: string;
  /** JSON of the facts that are stored with it. */
  readonly facts: string;
}

/** The exposure that an event reports; `undefined` for every other event. */
export function exposureOf({ name, payload, shopperId, sessionId }: Event): ReportedExposure | undefined {
  if (name === undefined || !exposureName.test(name.trim())) return undefined;
  const properties = payload.properties;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return undefined;
  const of = properties as JsonObject;
  const experiment = textOf(of.experiment_id ?? of.experimentId);
  const variation = textOf(of.variation_id ?? of.variationId);
  const unit = textOf(of.hash_value ?? of.hashValue) ?? textOf(shopperId) ?? textOf(sessionId);
  if (experiment === undefined || variation === undefined || unit === undefined) return undefined;
  if (experiment.length > maxKey || variation.length > maxKey) return undefined;
  const request = Object.fromEntries(
    segments.flatMap((field) => {
      const value = textOf(of[field]);
      return value === undefined || value.length > 64 ? [] : [[field, value]];
    }),
  );
  return {
    experiment,
    variation,
    unit: unitKey(unit),
    facts: JSON.stringify({ filled: 0, explored: 0, items: [], request }),
  };
}

function textOf(value: Json | undefined): string | undefined {
  const text = typeof value === "string" ? value : Number.isSafeInteger(value) ? String(value) : "";
  return text === "" ? undefined : storableText(text);
}
