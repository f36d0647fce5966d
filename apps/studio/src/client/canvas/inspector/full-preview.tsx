import type { Preview, ShelfItem } from "../../api/outputs.ts";
import previews from "../../previews/previews.module.css";
import { VectorStrip } from "../../previews/vector-strip.tsx";
import { WideShelf } from "../../previews/wide-shelf.tsx";

/** A preview with room: every product with its title, the whole text, the table's rows. */
export function FullPreview({
  preview,
  titleOf,
  onPick,
}: {
  readonly preview: Preview;
  readonly titleOf: (node: string) => string;
  readonly onPick?: (item: ShelfItem) => void;
}) {
  switch (preview.kind) {
    case "products":
      return (
        <>
          <WideShelf items={preview.items.slice(0, 24)} titleOf={titleOf} onPick={onPick} />
          {preview.dropped.count > 0 && (
            <p className="muted small" style={{ marginTop: 8 }}>
              Dropped {preview.dropped.count}:{" "}
              <s>
                {preview.dropped.items
                  .slice(0, 6)
                  .map((item) => item.title)
                  .join(", ")}
              </s>
              {preview.dropped.count > 6 ? " …" : ""}
            </p>
          )}
        </>
      );
    case "answer":
      return (
        <>
          <WideShelf items={preview.items} titleOf={titleOf} onPick={onPick} />
          <pre className={previews.json} style={{ maxHeight: 240, marginTop: 8 }}>
            {JSON.stringify(preview.body, null, 2)}
          </pre>
        </>
      );
    case "shopper":
      return (
        <p className="small">
          {preview.id ?? "A visitor without an id"}
          {preview.category === null ? "" : `, wants ${preview.category}`}; saw{" "}
          {preview.viewed.map((item) => item.title).join(", ") || "nothing yet"}.
        </p>
      );
    case "vector":
      return <VectorStrip {...preview} />;
    case "text":
      return <p className="small">“{preview.text}”</p>;
    case "intent":
      return (
        <p className="small">
          {preview.label}, {Math.round(preview.confidence * 100)} % sure
        </p>
      );
    case "number":
    case "boolean":
      return <p className="small">{String(preview.value)}</p>;
    case "table":
      return (
        <div style={{ overflow: "auto" }}>
          <table>
            <thead>
              <tr>
                {preview.columns.map((column) => (
                  <th key={column}>{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.map((row) => (
                <tr key={JSON.stringify(row)}>
                  {row.map((cell, at) => (
                    <td key={preview.columns[at]}>{String(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "json":
      return (
        <pre className={previews.json} style={{ maxHeight: 240 }}>
          {JSON.stringify(preview.json, null, 2)}
          {preview.cut ? "\n… cut" : ""}
        </pre>
      );
  }
}
