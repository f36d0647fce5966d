import type { Event, EventSink } from "@aisle/contracts/event";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { ZoneClock } from "@aisle/runtime/zoned-time";
import { idOf, isObject } from "./interactions-of.ts";
import { readEvent } from "./read-event.ts";

/** Where events go, and those that cannot be taken. A `deadline` is a time of `performance.now()`. */
export interface EventIntake extends EventSink {
  append(
    workspaceId: string,
    events: readonly Event[],
    deadline?: number,
  ): Promise<{ readonly stored: number; readonly duplicates: number }>;
  /** Keeps refused events with their reasons. */
  reject(
    workspaceId: string,
    letters: readonly { readonly reason: string; readonly event: Json }[],
    deadline?: number,
  ): Promise<void>;
}

/** An event of a request that was refused. */
export interface RefusedEvent {
  /** Its place in the batch, from 0. */
  readonly index: number;
  readonly messageId: string | null;
  readonly reason: string;
}

/** What became of the events of a request. */
export interface IntakeResult {
  /** Those that are stored now, the duplicates among them included. */
  readonly accepted: number;
  /** Those whose message id was there before. */
  readonly duplicates: number;
  readonly rejected: readonly RefusedEvent[];
}

const maxBatchEvents = 1000;

/**
 * The events in a body of `/events/v1/track` (one event) or `/events/v1/batch` (`{ batch: […] }`). Throws
 * `event.invalid` for a body that holds none, and `request.too-large` for more than 1,000.
 */
function eventsOfBody(path: "track" | "batch", body: Json): readonly Json[] {
  if (!isObject(body)) throw new AisleError("event.invalid", "The body is no JSON object.");
  if (path === "track") return [body.type === undefined ? { ...body, type: "track" } : body];
  const { batch } = body;
  if (!Array.isArray(batch) || batch.length === 0)
    throw new AisleError("event.invalid", "The body needs a list `batch` with one event at least.");
  if (batch.length > maxBatchEvents)
    throw new AisleError(
      "request.too-large",
      `The batch holds ${batch.length} events, at most ${maxBatchEvents} can be taken.`,
    );
  return batch as readonly Json[];
}

/**
 * Takes in a request of the tracking API: stores the good events, keeps the others as dead letters with their reasons,
 * and reports which is which. Times without a zone are those of `clock`. Resolves when all of them are stored; the same request again changes nothing.
 * Throws what the sink throws, such as for a `deadline` (of `performance.now()`) that has passed.
 */
export async function takeEvents(
  workspaceId: string,
  path: "track" | "batch",
  body: Json,
  sink: EventIntake,
  {
    receivedAt = Date.now(),
    clock,
    deadline,
  }: { readonly receivedAt?: number; readonly clock?: ZoneClock; readonly deadline?: number } = {},
): Promise<IntakeResult> {
  const raw = eventsOfBody(path, body);
  const sentAt = isObject(body) ? body.sentAt : undefined;
  const good: Event[] = [];
  const rejected: RefusedEvent[] = [];
  for (const [index, event] of raw.entries()) {
    const read = readEvent(event, { receivedAt, sentAt, place: index, ...(clock === undefined ? {} : { clock }) });
    if (typeof read !== "string") good.push(read);
    else {
      const messageId = isObject(event) ? (idOf(event.messageId) ?? null) : null;
      rejected.push({ index, messageId, reason: read });
    }
  }
  // One after the other: what a caller has to send again should leave no refused events behind.
  const duplicates = good.length === 0 ? 0 : (await sink.append(workspaceId, good, deadline)).duplicates;
  const letters = rejected.map(({ index, reason }) => ({ reason, event: raw[index]! }));
  if (letters.length > 0) await sink.reject(workspaceId, letters, deadline);
  return { accepted: good.length, duplicates, rejected };
}
