import { VisuallyHidden } from "@mantine/core";
import type { ShelfItem } from "../api/outputs.ts";
import { money } from "../ui/format.ts";

type Priced = Pick<ShelfItem, "price" | "was" | "currency">;

/** A product's price as text: what is paid now, and what it was before the sale. */
export function priceLabel({ price, was, currency }: Priced, none = "no price"): string {
  if (price === null) return none;
  const paid = money(price, currency);
  return was === undefined ? paid : `${paid} (was ${money(was, currency)})`;
}

/** A product's price as it is drawn: what is paid now, and beside it, struck out, what it was before the sale. */
export function Price({ item, none = "no price" }: { readonly item: Priced; readonly none?: string }) {
  if (item.price === null) return none;
  return (
    <>
      {money(item.price, item.currency)}
      {item.was !== undefined && (
        <>
          {" "}
          <VisuallyHidden>was</VisuallyHidden> <s className="muted">{money(item.was, item.currency)}</s>
        </>
      )}
    </>
  );
}
