import type { ShelfItem } from "../api/outputs.ts";
import { Picture } from "../previews/picture.tsx";
import { stockLabel } from "../previews/stock-mark.tsx";
import { Price } from "./price.tsx";
import style from "./products.module.css";

/** A product in one row of a list: picture, title, price, stock and id. */
export function ProductLine({ item }: { readonly item: ShelfItem }) {
  return (
    <span className={style.productLine}>
      <Picture item={item} width={32} height={32} mark={false} named={false} />
      <span className={style.words}>
        <span className={`${style.lineTitle} clip`}>{item.title}</span>
        <span className={`${style.fact} clip`}>
          <Price item={item} />, {stockLabel(item.stock)}, {item.id}
        </span>
      </span>
    </span>
  );
}
