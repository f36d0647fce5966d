import type { Trace } from "../api/outputs.ts";
import { useDrawn } from "../products/drawn-product.tsx";
import { ProductLine } from "../products/product-line.tsx";
import { Card } from "../ui/card.tsx";
import { counted, money, ordinal } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";

type FollowUp = Trace["followed"]["items"][number];

const did = { view: "Viewed", cart: "Added to the cart", purchase: "Bought" } as const;

/** The clicks, carts and orders after an answer. */
export function FollowedCard({ trace }: { readonly trace: Trace }) {
  const drawn = useDrawn();
  const { items, more, orders } = trace.followed;
  if (items.length === 0)
    return (
      <Card title="What followed">
        <p className="muted small">
          {trace.unit === null
            ? "No event carries the id of this answer. The request names no shopper, so nothing else can be told apart: send the answer’s decisionId with the events of its shopper."
            : "No event carries the id of this answer, and its shopper did nothing within a day of it that is stored."}
        </p>
      </Card>
    );
  return (
    <Card title="What followed" aside={<span className="small muted">{summaryOf(items, orders, more)}</span>}>
      <div className={ui.scroll}>
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th>Product</th>
              <th>In this answer</th>
              <th>Known by</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={`${one.at} ${one.kind} ${one.item.id} ${one.by}`}>
                <td>
                  <RelativeTime at={one.at} />
                </td>
                <td>
                  {one.name === "Product Clicked" ? "Clicked" : did[one.kind]}
                  {one.kind === "purchase" && <span className="muted"> {bought(one)}</span>}
                </td>
                <td style={{ minWidth: 200 }}>
                  <span {...drawn(one.item)}>
                    <ProductLine item={one.item} />
                  </span>
                </td>
                <td>{one.place === null ? <span className="muted">no</span> : ordinal(one.place)}</td>
                <td>{one.by === "decision" ? "the answer’s id" : "the shopper"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small" style={{ marginTop: 8 }}>
        Events that carry the id of this answer, and what its shopper did within a day of it that carries no other
        answer’s.
      </p>
    </Card>
  );
}

function bought({ quantity, valueMinor, currency }: FollowUp): string {
  return valueMinor === null
    ? counted(quantity, "unit")
    : `${counted(quantity, "unit")}, ${money(valueMinor, currency)}`;
}

function summaryOf(items: readonly FollowUp[], orders: number, more: boolean): string {
  const views = items.filter(({ kind }) => kind === "view").length;
  const carts = items.filter(({ kind }) => kind === "cart").length;
  const units = items.reduce((sum, { kind, quantity }) => sum + (kind === "purchase" ? quantity : 0), 0);
  const parts = [
    ...(views > 0 ? [counted(views, "view")] : []),
    ...(carts > 0 ? [`${counted(carts, "product")} added to the cart`] : []),
    ...(orders > 0 ? [`${counted(orders, "order")} of ${counted(units, "unit")}`] : []),
  ];
  return `${parts.join(", ")}${more ? ", and more" : ""}`;
}
