import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";
import endpoints from "../endpoints/endpoints.module.css";
import { Picture } from "../previews/picture.tsx";
import { StockMark, stockLabel } from "../previews/stock-mark.tsx";
import { Price } from "../products/price.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { money } from "../ui/format.ts";
import { humanField } from "./human-field.ts";

/** Everything that is known of a product; stock and price as they are at this moment. */
export function ProductFacts({ productId }: { readonly productId: string }) {
  const query = useQuery(trpc.catalogue.product.queryOptions({ productId }, { refetchInterval: 5_000 }));
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton height={240} />;
  const { item, fields } = query.data;
  const {
    attributes,
    title: _title,
    price: _price,
    currency: _currency,
    stock: _stock,
    image: _image,
    forSale: _forSale,
    gtin,
    cost,
    salePrice,
    compareAtPrice,
    ...rest
  } = fields;
  const inMoney = (value: unknown) => (typeof value === "number" ? money(value, item.currency) : null);
  const more = {
    salePrice: inMoney(salePrice),
    compareAtPrice: inMoney(compareAtPrice),
    cost: inMoney(cost),
    GTIN: gtin,
    ...rest,
    ...(attributes as Record<string, unknown> | undefined),
  };
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <Picture item={item} width="100%" height={180} mark={false} />
      <div>
        <h3>{item.title}</h3>
        <p className="muted small">{item.id}</p>
      </div>
      <p className="row" style={{ gap: 8 }}>
        <b className="num">
          <Price item={item} none="No price" />
        </b>
        <StockMark stock={item.stock} />
        <span>{stockLabel(item.stock)}</span>
        {item.forSale === false && <b>not for sale</b>}
      </p>
      <dl className={endpoints.facts}>
        {Object.entries(more)
          .filter(([, value]) => value != null && value !== "")
          .map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name === "GTIN" ? name : humanField(name)}</dt>
              <dd style={{ overflowWrap: "anywhere" }}>
                {typeof value === "object" ? JSON.stringify(value) : String(value)}
              </dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
