import type { Preview, ProductsPreview, ShelfItem } from "../../api/outputs.ts";
import { OverlapBar } from "../../previews/overlap-bar.tsx";
import { Picture } from "../../previews/picture.tsx";
import previews from "../../previews/previews.module.css";
import { Shelf } from "../../previews/shelf.tsx";
import { VectorStrip } from "../../previews/vector-strip.tsx";
import { shelfTiles } from "./shelf-tiles.ts";

const places = 4;

/** The preview of one output on a card, made for its type. */
export function CardPreview({
  preview,
  before,
  node,
  joins,
  titleOf,
  onPick,
}: {
  readonly preview: Preview;
  /** What stood on the one Products input. */
  readonly before: ProductsPreview | undefined;
  readonly node: string;
  /** True for a node that joins several lists. */
  readonly joins: boolean;
  readonly titleOf: (node: string) => string;
  readonly onPick?: (item: ShelfItem) => void;
}) {
  switch (preview.kind) {
    case "products":
      if (preview.count === 0 && preview.dropped.count === 0) return <p className={previews.text}>No products</p>;
      if (joins && preview.sources.length > 1) return <OverlapBar preview={preview} titleOf={titleOf} />;
      return <Shelf tiles={shelfTiles(preview, before, node, places).tiles} onPick={onPick} />;
    case "answer":
      return (
        <Shelf
          tiles={preview.items.slice(0, places).map((item, at) => ({ item, slot: { kind: "place", place: at + 1 } }))}
          scores={false}
          onPick={onPick}
        />
      );
    case "shopper":
      return <ShopperPreview preview={preview} />;
    case "vector":
      return <VectorStrip {...preview} />;
    case "text":
      return <p className={previews.text}>{preview.text === "" ? "Empty text" : `“${preview.text}”`}</p>;
    case "intent":
      return (
        <p className={previews.text}>
          {preview.label}, {Math.round(preview.confidence * 100)} % sure
        </p>
      );
    case "number":
    case "boolean":
      return <p className={previews.text}>{String(preview.value)}</p>;
    case "table":
      return (
        <p className={previews.text}>
          {preview.rows.length} rows of {preview.columns.slice(0, 4).join(", ")}
        </p>
      );
    case "json":
      return (
        <pre className={previews.json} style={{ maxHeight: 56 }}>
          {JSON.stringify(preview.json, null, 1)}
        </pre>
      );
  }
}

function ShopperPreview({ preview }: { readonly preview: Extract<Preview, { kind: "shopper" }> }) {
  const [seen] = preview.viewed.slice(-1);
  const saw =
    preview.viewed.length === 0
      ? "nothing viewed in this request"
      : `saw ${preview.viewed.length} product${preview.viewed.length === 1 ? "" : "s"}`;
  return (
    <div className={previews.shopper}>
      {seen !== undefined && <Picture item={seen} width={38} height={32} mark={false} />}
      <div className="grow">
        <p className="clip">{preview.id === null ? "A new visitor" : `Shopper ${preview.id}`}</p>
        <p className="muted clip">
          {saw}
          {preview.category === null ? "" : `, wants ${preview.category}`}
        </p>
      </div>
    </div>
  );
}
