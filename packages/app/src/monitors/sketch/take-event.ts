import type { Follows, MonitoredEvent } from "@aisle/contracts/monitor-source";
import { KnownFields } from "./field-keys.ts";
import type { HourSketches } from "./hour-sketches.ts";
import { countFollowUp } from "./segment-counts.ts";
import { segmentsOf } from "./segments-of.ts";
import { FieldTaker } from "./take-fields.ts";

const hourMs = 3_600_000;

/** Counts what followed an answer under it and its segments; `hour` is that of the answer. */
export function takeFollowUp(hour: HourSketches, { what, decision }: Follows): void {
  hour.count(what);
  countFollowUp(hour.segments, segmentsOf(decision), what);
}

/** The time that an event counts under: that of its arrival where it says that it comes from the future. */
export const timeOf = ({ at, receivedAt }: MonitoredEvent): number => (isAhead({ at, receivedAt }) ? receivedAt : at);

const isAhead = ({ at, receivedAt }: Pick<MonitoredEvent, "at" | "receivedAt">): boolean => at > receivedAt + hourMs;

/** Adds events to the sketches of their name's hours. */
export class EventTaker {
  readonly #known = new KnownFields("properties");
  readonly #fields = new WeakMap<HourSketches, FieldTaker>();

  take(hour: HourSketches, event: MonitoredEvent): void {
    hour.rows++;
    if (!event.hasShopper) hour.count("no-shopper");
    if (event.isDemo) hour.count("demo");
    if (event.namesDecision) hour.count("names-decision");
    if (isAhead(event)) hour.count("ahead");
    else hour.numberColumn("delay")?.add(Math.max(0, event.receivedAt - event.at) / 1000);
    let fields = this.#fields.get(hour);
    if (fields === undefined) {
      fields = new FieldTaker(hour, this.#known);
      this.#fields.set(hour, fields);
    }
    fields.take(event.properties, false);
  }
}
