import type { MonitoredEvent } from "@aisle/contracts/monitor-source";
import { eventName } from "../../experiments/fold/event-name.ts";
import type { HourSketches } from "./hour-sketches.ts";
import { FieldTaker } from "./take-fields.ts";

const hourMs = 3_600_000;

/** What followed an answer, by the name of the event. */
const followed = new Map([
  ["product clicked", "clicked"],
  ["product added", "added"],
  ["order completed", "ordered"],
]);

/** What monitors count under an endpoint of an event that names its decision: each kind once a decision; undefined for other events. */
export function followUp({ name, endpoint, isFirst }: MonitoredEvent): string | undefined {
  return endpoint === undefined || !isFirst ? undefined : followed.get(eventName(name));
}

/** The time that an event counts under: that of its arrival where it says that it comes from the future. */
export const timeOf = ({ at, receivedAt }: MonitoredEvent): number => (isAhead({ at, receivedAt }) ? receivedAt : at);

const isAhead = ({ at, receivedAt }: Pick<MonitoredEvent, "at" | "receivedAt">): boolean => at > receivedAt + hourMs;

/** Adds events to the sketches of their name's hours. */
export class EventTaker {
  readonly #fields = new FieldTaker("properties");

  take(hour: HourSketches, event: MonitoredEvent): void {
    hour.rows++;
    if (!event.hasShopper) hour.count("no-shopper");
    if (event.namesDecision) hour.count("names-decision");
    if (isAhead(event)) hour.count("ahead");
    else hour.addNumber("delay", Math.max(0, event.receivedAt - event.at) / 1000);
    this.#fields.take(hour, event.properties);
  }
}
