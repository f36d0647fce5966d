import type { Json } from "@aisle/runtime/json";
import { counted } from "../ui/format.ts";
import style from "./data-previews.module.css";
import { JsonTree } from "./json-tree.tsx";

/** Events: how many of each kind, and the first ones in full when there is room. */
export function EventList({
  count,
  kinds,
  events,
  full = false,
}: {
  readonly count: number;
  readonly kinds: readonly { readonly name: string; readonly count: number }[];
  readonly events: readonly Json[];
  readonly full?: boolean;
}) {
  const shown = events.map((event, at) => ({ event, key: `event-${at}`, title: titleOf(event, at) }));
  return (
    <>
      <p className={style.words}>
        {counted(count, "event")}
        {kinds.length > 0 &&
          `: ${kinds
            .slice(0, 4)
            .map((kind) => `${kind.count} ${kind.name}`)
            .join(", ")}`}
      </p>
      {full &&
        shown.map(({ event, key, title }) => (
          <details key={key} className={style.fold}>
            <summary>{title}</summary>
            <JsonTree value={event} />
          </details>
        ))}
    </>
  );
}

function titleOf(event: Json, at: number): string {
  const fields = typeof event === "object" && event !== null ? (event as { readonly [key: string]: Json }) : {};
  const what = fields.kind ?? fields.type ?? fields.event;
  const when = fields.at ?? fields.time ?? fields.timestamp;
  return [typeof what === "string" ? what : `event ${at + 1}`, typeof when === "string" ? when : undefined]
    .filter((part) => part !== undefined)
    .join(", ");
}
