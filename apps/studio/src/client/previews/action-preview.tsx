import type { Json } from "@aisle/runtime/json";
import style from "./data-previews.module.css";
import { JsonTree } from "./json-tree.tsx";

/** What an action would send: its name, and on a card the first fields in a line. */
export function ActionPreview({
  title,
  fields,
  full = false,
}: {
  readonly title: string;
  readonly fields: Json;
  readonly full?: boolean;
}) {
  const entries = typeof fields === "object" && fields !== null ? Object.entries(fields) : [];
  const line = entries
    .filter(([, value]) => typeof value !== "object")
    .slice(0, 3)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(", ");
  return (
    <>
      <p className={style.words}>
        <b>{title}</b> would be sent{full || line === "" ? "" : `: ${line}`}
      </p>
      {full && <JsonTree value={fields} />}
    </>
  );
}
