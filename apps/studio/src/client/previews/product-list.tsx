import type { ShelfItem } from "../api/outputs.ts";
import { useDrawn } from "../products/drawn-product.tsx";
import { Price } from "../products/price.tsx";
import { ordinal } from "../ui/format.ts";
import { Picture } from "./picture.tsx";
import style from "./product-list.module.css";
import { Slot, type SlotMark } from "./shelf.tsx";
import { stockLabel } from "./stock-mark.tsx";
import { ruleOf } from "./wide-shelf.tsx";

/** A product in a list: its place, and what the step did to it. */
export interface ListedProduct {
  readonly item: ShelfItem;
  readonly place: number;
  readonly slot?: SlotMark;
  readonly gone?: boolean;
}

const readable = (score: number) => String(Number(score.toPrecision(3)));

/** Products one under the other: how each was moved, who found it at which rank with which score, and its score as a bar. */
export function ProductList({
  products,
  titleOf,
  onPick,
}: {
  readonly products: readonly ListedProduct[];
  readonly titleOf: (node: string) => string;
  readonly onPick?: ((item: ShelfItem) => void) | undefined;
}) {
  const drawn = useDrawn();
  const best = Math.max(0, ...products.map(({ item, gone }) => (gone === true ? 0 : item.score)));
  return (
    <ul className={style.list}>
      {products.map((product) => (
        <li
          key={`${product.gone === true ? "gone-" : ""}${product.item.id}`}
          {...drawn(product.item, product.gone === true ? undefined : product.place)}
        >
          {onPick === undefined ? (
            <div className={style.row}>
              <Row product={product} best={best} titleOf={titleOf} />
            </div>
          ) : (
            <button type="button" data-why className={style.row} onClick={() => onPick(product.item)}>
              <Row product={product} best={best} titleOf={titleOf} />
              <span className="unseen">{product.item.id}. Why?</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Row({
  product: { item, place, slot, gone },
  best,
  titleOf,
}: {
  readonly product: ListedProduct;
  readonly best: number;
  readonly titleOf: (node: string) => string;
}) {
  const rule = ruleOf(item);
  const found = item.from.map(({ node, rank, score }) => `${ordinal(rank)} of ${titleOf(node)}, ${readable(score)}`);
  return (
    <>
      <span className={style.place}>
        {gone === true ? <span className="bad">out</span> : place}
        {slot !== undefined && slot.kind !== "place" && <Slot mark={slot} />}
      </span>
      <Picture item={item} width={36} height={36} named={false} />
      <span className={style.words}>
        <span className={`${style.title} clip`}>{gone === true ? <s>{item.title}</s> : item.title}</span>
        <span className={`${style.fact} clip`}>
          <Price item={item} />, {stockLabel(item.stock)}
          {rule === undefined ? "" : `, ${rule.toLowerCase()}`}
        </span>
        <span className={`${style.fact} ${style.found}`} title={found.join("; ")}>
          {found.join("; ") || "came with the request"}
        </span>
      </span>
      {gone !== true && (
        <span className={style.score} title="Score here">
          <span className="num">{readable(item.score)}</span>
          {best > 0 && (
            <span className={style.bar} aria-hidden>
              <i style={{ width: `${Math.max(3, (Math.max(0, item.score) / best) * 100)}%` }} />
            </span>
          )}
        </span>
      )}
    </>
  );
}
