import type { Json } from "@aisle/runtime/json";
import style from "./data-previews.module.css";

const openDepth = 2;

/** JSON as a tree that folds: the first two levels are open. */
export function JsonTree({ value, depth = 0 }: { readonly value: Json; readonly depth?: number }) {
  if (typeof value !== "object" || value === null) return <Leaf value={value} />;
  const entries = Array.isArray(value)
    ? value.map((item: Json, at): [string, Json] => [String(at), item])
    : Object.entries(value as { readonly [key: string]: Json });
  if (entries.length === 0) return <span className={style.leaf}>{Array.isArray(value) ? "[]" : "{}"}</span>;
  return (
    <ul className={style.tree}>
      {entries.map(([key, item]) => (
        <li key={key}>
          {typeof item === "object" && item !== null && Object.keys(item).length > 0 ? (
            <details open={depth < openDepth}>
              <summary>
                {key} <span>{Array.isArray(item) ? `${item.length} items` : `${Object.keys(item).length} fields`}</span>
              </summary>
              <JsonTree value={item} depth={depth + 1} />
            </details>
          ) : (
            <>
              <span className={style.key}>{key}</span> <JsonTree value={item} depth={depth + 1} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Leaf({ value }: { readonly value: Json }) {
  return <span className={style.leaf}>{typeof value === "string" ? `“${value}”` : String(value)}</span>;
}
