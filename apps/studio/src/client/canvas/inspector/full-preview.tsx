import { Button } from "@mantine/core";
import { useState } from "react";
import type { Preview, ProductsPreview, ShelfItem } from "../../api/outputs.ts";
import { ActionPreview } from "../../previews/action-preview.tsx";
import { ColumnProfiles } from "../../previews/column-profiles.tsx";
import { ConfidenceBars } from "../../previews/confidence-bars.tsx";
import { EventList } from "../../previews/event-list.tsx";
import { FeatureBars } from "../../previews/feature-bars.tsx";
import { ImagePreview } from "../../previews/image-preview.tsx";
import { JsonTree } from "../../previews/json-tree.tsx";
import { MessageList } from "../../previews/message-list.tsx";
import { OverlapBar } from "../../previews/overlap-bar.tsx";
import { ProductList } from "../../previews/product-list.tsx";
import { TableRows } from "../../previews/table-rows.tsx";
import { VectorStrip } from "../../previews/vector-strip.tsx";
import { counted } from "../../ui/format.ts";
import { shelfTiles } from "../node/shelf-tiles.ts";

const shownFirst = 12;

interface FullPreviewProps {
  readonly preview: Preview;
  /** The node that it came out of. */
  readonly node: string;
  /** What stood on the node's one Products input. */
  readonly before?: ProductsPreview | undefined;
  readonly titleOf: (node: string) => string;
  readonly onPick?: ((item: ShelfItem) => void) | undefined;
}

/** A preview with room, made for its type: every product with who found it, every label, the whole table. */
export function FullPreview({ preview, node, before, titleOf, onPick }: FullPreviewProps) {
  switch (preview.kind) {
    case "products":
      return <ProductsInFull preview={preview} node={node} before={before} titleOf={titleOf} onPick={onPick} />;
    case "answer":
      return (
        <>
          <ProductList
            products={preview.items.map((item, at) => ({ item, place: at + 1 }))}
            titleOf={titleOf}
            onPick={onPick}
          />
          <details style={{ marginTop: 8 }}>
            <summary className="small">What is sent, as JSON</summary>
            <JsonTree value={preview.body} />
          </details>
        </>
      );
    case "shopper":
      return (
        <>
          <p className="small">
            {preview.id ?? "A visitor without an id"}
            {preview.category === null ? "" : `, wants ${preview.category}`}; saw{" "}
            {preview.viewed.length === 0 ? "nothing yet" : counted(preview.viewed.length, "product")}.
          </p>
          <ProductList
            products={preview.viewed.map((item, at) => ({ item, place: at + 1 }))}
            titleOf={titleOf}
            onPick={onPick}
          />
        </>
      );
    case "vector":
      return <VectorStrip {...preview} />;
    case "text":
      return <p className="small">{preview.text === "" ? "Empty text" : `“${preview.text}”`}</p>;
    case "intent":
      return <ConfidenceBars chosen={preview.label} candidates={preview.candidates} />;
    case "number":
      return <p className="num">{preview.value.toLocaleString("en", { maximumSignificantDigits: 12 })}</p>;
    case "boolean":
      return <p>{preview.value ? "Yes" : "No"}</p>;
    case "table":
      return (
        <>
          <ColumnProfiles profiles={preview.profiles} />
          <TableRows preview={preview} rows={50} />
          {preview.count > preview.rows.length && (
            <p className="muted small">
              The first {preview.rows.length} of {counted(preview.count, "row")}.
            </p>
          )}
        </>
      );
    case "features":
      return <FeatureBars entries={preview.entries} count={preview.count} maxItems={60} />;
    case "messages":
      return <MessageList messages={preview.messages} />;
    case "events":
      return <EventList count={preview.count} kinds={preview.kinds} events={preview.events} full />;
    case "image":
      return <ImagePreview {...preview} height={160} />;
    case "action":
      return <ActionPreview title={preview.title} fields={preview.fields} full />;
    case "json":
      return (
        <>
          <JsonTree value={preview.json} />
          {preview.cut && <p className="muted small">Cut: the value is longer.</p>}
        </>
      );
  }
}

function ProductsInFull({
  preview,
  node,
  before,
  titleOf,
  onPick,
}: Omit<FullPreviewProps, "preview"> & { readonly preview: ProductsPreview }) {
  const [all, setAll] = useState(false);
  const { tiles } = shelfTiles(preview, before, node, preview.items.length + 1);
  const remaining = tiles.filter((tile) => tile.gone !== true);
  const products = remaining.map((tile, at) => ({ ...tile, place: at + 1 }));
  const gone = preview.dropped.items.map((item) => ({ item, place: 0, gone: true }));
  const rest = preview.count - products.length;
  return (
    <>
      {before === undefined && preview.sources.length > 1 && <OverlapBar preview={preview} titleOf={titleOf} />}
      <ProductList products={all ? products : products.slice(0, shownFirst)} titleOf={titleOf} onPick={onPick} />
      {products.length > shownFirst && (
        <Button size="xs" variant="subtle" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${products.length} of ${preview.count}`}
        </Button>
      )}
      {all && rest > 0 && <p className="muted small">{counted(rest, "more product")} came out.</p>}
      {preview.dropped.count > 0 && (
        <>
          <p className="small" style={{ marginTop: 8 }}>
            Dropped {preview.dropped.count}
            {preview.dropped.count > gone.length ? `, the first ${gone.length}` : ""}:
          </p>
          <ProductList products={gone} titleOf={titleOf} onPick={onPick} />
        </>
      )}
    </>
  );
}
