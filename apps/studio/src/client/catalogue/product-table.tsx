import type { ShelfItem } from "../api/outputs.ts";
import { Picture } from "../previews/picture.tsx";
import { StockMark, stockLabel } from "../previews/stock-mark.tsx";
import { Price } from "../products/price.tsx";
import ui from "../ui/ui.module.css";
import style from "./catalogue.module.css";

/** Products in rows; the title opens one. */
export function ProductTable({
  items,
  onOpen,
}: {
  readonly items: readonly ShelfItem[];
  readonly onOpen: (id: string) => void;
}) {
  return (
    <div className={ui.scroll}>
      <table>
        <thead>
          <tr>
            <th style={{ width: 44 }}>
              <span className="unseen">Picture</span>
            </th>
            <th>Product</th>
            <th>Brand</th>
            <th>Category</th>
            <th>Stock</th>
            <th className="right">Price</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} className={style.product}>
              <td>
                <Picture item={item} width={36} height={36} mark={false} />
              </td>
              <td className="clip" style={{ maxWidth: 380 }} title={item.title}>
                <button type="button" className={style.open} onClick={() => onOpen(item.id)}>
                  {item.title}
                </button>
                <br />
                <span className="muted">{item.id}</span>
              </td>
              <td>{item.brand ?? ""}</td>
              <td className="clip" style={{ maxWidth: 180 }}>
                {item.category ?? ""}
              </td>
              <td>
                <span className="row" style={{ gap: 6 }}>
                  <StockMark stock={item.stock} />
                  {item.forSale === false ? "not for sale" : stockLabel(item.stock)}
                </span>
              </td>
              <td className="right">
                <Price item={item} none="–" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
