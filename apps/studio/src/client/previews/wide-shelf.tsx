import type { ShelfItem } from "../api/outputs.ts";
import { useDrawn } from "../products/drawn-product.tsx";
import { Price } from "../products/price.tsx";
import { Picture } from "./picture.tsx";
import style from "./previews.module.css";
import { stockLabel } from "./stock-mark.tsx";

const ruleLabels = new Map([
  ["pin", "Pinned"],
  ["explore", "Exploring"],
  ["boost", "Boosted"],
  ["bury", "Buried"],
]);

/** The last rule that did something to a product, in a word: `Boosted`. */
export function ruleOf(item: ShelfItem): string | undefined {
  for (const { rule } of item.effects.toReversed()) {
    const label = ruleLabels.get(rule);
    if (label !== undefined) return label;
  }
  return undefined;
}

/** What a product's slot says of where it came from: the rule that moved it, else the node that found it. */
export function describeOrigin(item: ShelfItem, titleOf: (node: string) => string): string {
  const rule = ruleOf(item);
  if (rule !== undefined) return rule;
  const [first = "", ...others] = new Set(item.from.map((source) => titleOf(source.node)));
  return others.length === 0 ? first : `${first} + ${others.length}`;
}

/** Products with picture, title, price, stock, and where each came from, as many as fit in a row. */
export function WideShelf({
  items,
  titleOf,
  origin = (item) => describeOrigin(item, titleOf),
  onPick,
  wide = false,
}: {
  readonly items: readonly ShelfItem[];
  readonly titleOf: (node: string) => string;
  /** The last line of each product; where it came from by default. */
  readonly origin?: (item: ShelfItem) => string;
  readonly onPick?: ((item: ShelfItem) => void) | undefined;
  /** With room: larger pictures, and ids. */
  readonly wide?: boolean;
}) {
  const drawn = useDrawn();
  return (
    <ul className={`${style.wide} ${wide ? style.wider : ""}`}>
      {items.map((item, at) => {
        const inside = (
          <>
            <Picture item={item} width="100%" height={wide ? 112 : 64} named={false} />
            <span className={style.title}>{item.title}</span>
            <span className={style.fact} style={{ color: "var(--ink)" }}>
              <Price item={item} />
            </span>
            <span className={style.fact}>{stockLabel(item.stock)}</span>
            {wide && <span className={`${style.fact} ${style.id} clip`}>{item.id}</span>}
            <span className={`${style.fact} clip`} title={item.from.map((source) => titleOf(source.node)).join(", ")}>
              {origin(item)}
            </span>
          </>
        );
        return (
          <li key={item.id} className={style.tile} {...drawn(item, at + 1)}>
            {onPick === undefined ? (
              inside
            ) : (
              <button type="button" className={style.tile} style={{ width: "100%" }} onClick={() => onPick(item)}>
                {inside}
                <span className="unseen">{wide ? "Why?" : `${item.id}. Why?`}</span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
