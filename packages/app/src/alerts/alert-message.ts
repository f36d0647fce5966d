import type { UnsentAlertEvent } from "@aisle/contracts/alert";

const listed = 10;

/** A message to people. */
export interface AlertMessage {
  readonly title: string;
  readonly text: string;
  /** Page of the studio. */
  readonly path: string;
}

/** What is said of events of alerts: of one its own words, of several a list. Throws `RangeError` for none. */
export function alertMessage(events: readonly UnsentAlertEvent[]): AlertMessage {
  const [first] = events;
  if (first === undefined) throw new RangeError("a message is about one event at least");
  if (events.length === 1) return { ...oneMessage(first), path: `/monitors/alerts/${first.alertId}` };
  const raised = events.filter(({ type }) => type === "raised").length;
  const recovered = events.length - raised;
  const title = [
    ...(raised > 0 ? [`${raised} ${raised === 1 ? "alert" : "alerts"}`] : []),
    ...(recovered > 0 ? [`${recovered} recovered`] : []),
  ].join(", ");
  const lines = events.slice(0, listed).map((event) => `– ${oneMessage(event).title}`);
  if (events.length > listed) lines.push(`– and ${events.length - listed} more`);
  return { title, text: lines.join("\n"), path: "/monitors" };
}

function oneMessage({ type, alert }: UnsentAlertEvent): Omit<AlertMessage, "path"> {
  const of = alert.kind === "endpoint" ? `/v1/${alert.name}` : alert.name;
  if (type === "recovered") return { title: `Recovered: ${of}`, text: `What was raised is over: ${alert.title}` };
  return { title: `${of}: ${alert.title}`, text: alert.statement };
}
