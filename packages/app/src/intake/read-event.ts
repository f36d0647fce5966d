import { createHash } from "node:crypto";
import type { Event } from "@aisle/contracts/event";
import { shortenText } from "@aisle/runtime/cut-text";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { parseTime } from "../imports/parse-time.ts";
import { idOf, interactionsOf, isObject, maxPersonId, orderIdOf, personIdOf } from "./interactions-of.ts";
import { refundOf } from "./refund-of.ts";

/** When and how an event came in. */
export interface Arrival {
  /** Milliseconds since 1970, UTC. */
  readonly receivedAt: number;
  /** When the sender's clock says that it was sent, for events that do not give it themselves. */
  readonly sentAt?: Json | undefined;
  /** What tells equal events of one request apart where nothing in them does. */
  readonly place: number;
  /** The clocks of times that name no zone; UTC's by default. */
  readonly clock?: ZoneClock;
}

const utc = new ZoneClock("UTC");

const types = ["track", "page", "screen", "identify", "alias", "group"] as const;
const dayMs = 86_400_000;
const oldestDays = 30;
const aheadMs = 600_000;
const skewMs = 60_000;
const maxEventBytes = 32_768;

/**
 * Checks one event of the Segment HTTP tracking API and says what it means; a text is the reason why it cannot be
 * taken. An event without a message id gets one from what it says, so that it can be sent again when it gives its time.
 */
export function readEvent(raw: Json, arrival: Arrival): Event | string {
  if (!isObject(raw)) return "the event is no JSON object";
  if (JSON.stringify(raw).length > maxEventBytes) return "the event is larger than 32 kB";
  const type = raw.type ?? "track";
  if (!types.some((known) => known === type)) return `the type ${shown(type)} is none of ${types.join(", ")}`;
  const name = type === "track" ? raw.event : raw.name;
  if (type === "track" && (typeof name !== "string" || name.trim() === ""))
    return "a track event needs its name in `event`";
  if (name != null && (typeof name !== "string" || name.length > 255))
    return "the name is no text of up to 255 characters";
  const properties = isObject(raw.properties) ? raw.properties : {};
  const context = isObject(raw.context) ? raw.context : {};
  const sessions = [context.sessionId, context.session_id, properties.session_id];
  // Left out, it would be counted for another one.
  if ([raw.userId, raw.anonymousId, ...sessions].some((id) => typeof id === "string" && id.trim().length > maxPersonId))
    return `the id of a person or a session is longer than ${maxPersonId} characters`;
  const shopperId = personIdOf(raw.userId) ?? personIdOf(raw.anonymousId);
  if (shopperId === undefined) return "the event has neither a userId nor an anonymousId";
  if (raw.messageId != null && idOf(raw.messageId) === undefined)
    return "the messageId is no text of 1 to 255 characters";
  const at = timeOf(raw, arrival);
  if (typeof at === "string") return at;
  const interactions = type === "track" ? interactionsOf(name as string, properties) : [];
  if (typeof interactions === "string") return interactions;
  const refund = type === "track" ? refundOf(name as string, properties) : undefined;
  const sessionId = sessions.map(personIdOf).find((id) => id !== undefined);
  const decisionId =
    idOf(properties.decision_id) ??
    idOf(properties.decisionId) ??
    idOf(context.decisionId) ??
    idOf(context.decision_id);
  const orderId = orderIdOf(properties);
  return {
    messageId: idOf(raw.messageId) ?? derivedId(raw, arrival),
    at,
    type: type as string,
    ...(typeof name === "string" ? { name: name.trim() } : {}),
    shopperId,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(decisionId === undefined ? {} : { decisionId }),
    ...(orderId === undefined ? {} : { orderId }),
    payload: withoutAddress(raw, context),
    // What a simulation reports is no shopper's: it goes with the demo shop.
    ...(context.simulated === true ? { demo: true } : {}),
    ...(refund === undefined ? {} : { refund }),
    interactions,
  };
}

/** The time of the event by our clock: where the sender's differs by more than a minute, moved by the difference. */
function timeOf(raw: JsonObject, { receivedAt, sentAt, clock = utc }: Arrival): number | string {
  const instantOf = (value: Json | undefined) => parseTime(value, clock)?.at;
  const timestampValue = raw.timestamp ?? raw.originalTimestamp;
  if (timestampValue == null) return receivedAt;
  const time = instantOf(timestampValue);
  if (time === undefined) return `the timestamp ${shown(timestampValue)} is no ISO 8601 time`;
  const sent = instantOf(raw.sentAt ?? sentAt);
  const skew = sent === undefined ? 0 : receivedAt - sent;
  const at = Math.abs(skew) > skewMs ? time + skew : time;
  if (at < receivedAt - oldestDays * dayMs) return `the event is older than ${oldestDays} days; import it from a file`;
  return at > receivedAt + aheadMs ? receivedAt : at;
}

function derivedId(raw: JsonObject, { receivedAt, place }: Arrival): string {
  const { sentAt: _, ...said } = raw;
  const timed = raw.timestamp != null || raw.originalTimestamp != null;
  const hash = createHash("sha256").update(canonical(said));
  if (!timed) hash.update(`${receivedAt} ${place}`);
  return `derived:${hash.digest("base64url").slice(0, 22)}`;
}

/** JSON text that is the same for objects whose keys stand in another order. */
function canonical(value: Json): string {
  if (!isObject(value)) return Array.isArray(value) ? `[${value.map(canonical).join(",")}]` : JSON.stringify(value);
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`);
  return `{${parts.join(",")}}`;
}

/** The event as it was sent, without the network address, which nothing here needs. */
function withoutAddress(raw: JsonObject, context: JsonObject): JsonObject {
  if (context.ip === undefined) return raw;
  const { ip: _, ...rest } = context;
  return { ...raw, context: rest };
}

function shown(value: Json): string {
  return shortenText(JSON.stringify(value), 60);
}
