import { IconArrowBarUp, IconDice5, IconPin } from "@tabler/icons-react";
import type { ShelfItem } from "../api/outputs.ts";
import { useDrawn } from "../products/drawn-product.tsx";
import { priceLabel } from "../products/price.tsx";
import { ordinal, shortMoney } from "../ui/format.ts";
import { Picture } from "./picture.tsx";
import style from "./previews.module.css";

/** What stands above a tile: its place in the answer, or how a ranker moved it. */
export type SlotMark =
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "move"; readonly by: number | null }
  | { readonly kind: "new" }
  | { readonly kind: "pinned" }
  | { readonly kind: "explored" };

/** A product on a shelf, with what this node says about it. */
export interface Tile {
  readonly item: ShelfItem;
  readonly slot?: SlotMark;
  readonly gone?: boolean;
  /** Label of one that is gone; `dropped` by default. */
  readonly goneWord?: string;
}

/** What stands above a tile or beside a row. */
export function Slot({ mark }: { readonly mark: SlotMark }) {
  if (mark.kind === "place") return <span className={style.slot}>{ordinal(mark.place)}</span>;
  if (mark.kind === "new") return <span className={`${style.slot} ${style.up}`}>new</span>;
  if (mark.kind === "pinned") {
    return (
      <span className={style.slot} title="Pinned">
        <IconPin size={12} stroke={1.75} role="img" aria-label="pinned" />
      </span>
    );
  }
  if (mark.kind === "explored") {
    return (
      <span className={style.slot}>
        <IconDice5 size={12} stroke={1.75} aria-hidden /> new
      </span>
    );
  }
  if (mark.by === null) {
    return (
      <span className={style.slot} title="Came in here">
        <IconArrowBarUp size={12} stroke={1.75} role="img" aria-label="came in here" />
      </span>
    );
  }
  if (mark.by === 0) return <span className={style.slot}>–</span>;
  return (
    <span className={`${style.slot} ${mark.by > 0 ? style.up : ""}`}>
      <svg width="7" height="7" viewBox="0 0 8 8" role="img" aria-label={mark.by > 0 ? "up" : "down"}>
        <path d={mark.by > 0 ? "M4 1 7.5 7h-7z" : "M4 7 .5 1h7z"} fill="currentColor" />
      </svg>
      {Math.abs(mark.by)}
    </span>
  );
}

function describe({ item, gone, goneWord = "dropped" }: Tile): string {
  const price = priceLabel(item);
  // Title and stock are shown by the picture and its mark.
  return `${price}, ${gone === true ? `${goneWord}, ` : ""}${item.id}`;
}

/** A row of products for a node card: picture with stock mark, price, and a score bar against the best of all. */
export function Shelf({
  tiles,
  width = 38,
  height = 32,
  scores = true,
  onPick,
  pickLabel = "Why?",
}: {
  readonly tiles: readonly Tile[];
  readonly width?: number;
  readonly height?: number;
  readonly scores?: boolean;
  readonly onPick?: ((item: ShelfItem) => void) | undefined;
  /** What pressing a product asks for. */
  readonly pickLabel?: string;
}) {
  const drawn = useDrawn();
  const best = Math.max(0, ...tiles.map((tile) => (tile.gone === true ? 0 : tile.item.score)));
  return (
    <ul className={style.shelf}>
      {tiles.map((tile) => {
        const { item } = tile;
        const explored = tile.slot?.kind === "explored";
        const className = `${style.tile} ${tile.gone === true ? style.gone : ""} ${explored ? style.explored : ""}`;
        const inside = (
          <>
            {tile.slot !== undefined && <Slot mark={tile.slot} />}
            <Picture item={item} width={width} height={height} named={false} />
            <b className={style.price}>
              {tile.gone === true && item.stock !== null && item.stock <= 0
                ? "0 left"
                : tile.gone === true
                  ? (tile.goneWord ?? "dropped")
                  : item.price === null
                    ? "–"
                    : shortMoney(item.price, item.currency)}
            </b>
            {scores && best > 0 && tile.gone !== true && (
              <span className={style.bar} aria-hidden>
                <i style={{ width: `${Math.max(4, (item.score / best) * 100)}%` }} />
              </span>
            )}
          </>
        );
        return (
          <li key={item.id} style={{ width }} {...drawn(item)}>
            {onPick === undefined ? (
              <div className={className}>
                {inside}
                <span className="unseen">{describe(tile)}</span>
              </div>
            ) : (
              <button
                type="button"
                data-why={pickLabel === "Why?" ? true : undefined}
                className={`${className} nodrag`}
                style={{ width }}
                onClick={() => onPick(item)}
              >
                {inside}
                <span className="unseen">
                  {describe(tile)}. {pickLabel}
                </span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
