import type { Preview, ProductsPreview, ShelfItem } from "../../api/outputs.ts";
import { ActionPreview } from "../../previews/action-preview.tsx";
import { ConfidenceBars } from "../../previews/confidence-bars.tsx";
import { EventList } from "../../previews/event-list.tsx";
import { FeatureBars } from "../../previews/feature-bars.tsx";
import { ImagePreview } from "../../previews/image-preview.tsx";
import { MessageList } from "../../previews/message-list.tsx";
import { NumberSpark } from "../../previews/number-spark.tsx";
import { OverlapBar } from "../../previews/overlap-bar.tsx";
import { Picture } from "../../previews/picture.tsx";
import previews from "../../previews/previews.module.css";
import { Shelf } from "../../previews/shelf.tsx";
import { TableRows } from "../../previews/table-rows.tsx";
import { VectorStrip } from "../../previews/vector-strip.tsx";
import { useView } from "../session/use-canvas.ts";
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
      return <ConfidenceBars chosen={preview.label} candidates={preview.candidates} maxItems={3} />;
    case "number":
      return <NumberHistory node={node} value={preview.value} />;
    case "boolean":
      return <p className={previews.text}>{preview.value ? "Yes" : "No"}</p>;
    case "table":
      return preview.count === 0 ? (
        <p className={previews.text}>No rows</p>
      ) : (
        <TableRows preview={preview} rows={3} columns={3} />
      );
    case "features":
      return <FeatureBars entries={preview.entries} count={preview.count} maxItems={3} />;
    case "messages":
      return <MessageList messages={preview.messages} maxItems={1} />;
    case "events":
      return <EventList count={preview.count} kinds={preview.kinds} events={[]} />;
    case "image":
      return <ImagePreview {...preview} height={56} />;
    case "action":
      return <ActionPreview title={preview.title} fields={preview.fields} />;
    case "json":
      return (
        <pre className={previews.json} style={{ maxHeight: 56 }}>
          {JSON.stringify(preview.json, null, 1).slice(0, 240)}
        </pre>
      );
  }
}

/** A number with what it was in the runs before. */
function NumberHistory({ node, value }: { readonly node: string; readonly value: number }) {
  const earlier = useView(
    (view) =>
      view.runs.slice(1, 20).flatMap((run) => {
        const [, found] = Object.entries(run.previews).find(([ref]) => ref.startsWith(`${node}.`)) ?? [];
        return found?.kind === "number" ? [found.value] : [];
      }),
    (a, b) => a.join() === b.join(),
  );
  return <NumberSpark value={value} earlier={earlier.toReversed()} />;
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
