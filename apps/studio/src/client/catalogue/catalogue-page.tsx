import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Allowed } from "../access/allowed.tsx";
import type { CatalogueSummary } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count, money } from "../ui/format.ts";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./catalogue.module.css";
import { DemoShopCard } from "./demo-shop-card.tsx";
import { ImportCard } from "./import-card.tsx";
import { NoProducts } from "./no-products.tsx";
import { ProductBrowser } from "./product-browser.tsx";

/** The shop's products: how many there are, importing a file, and searching them. */
export function CataloguePage() {
  const summary = useQuery(trpc.catalogue.summary.queryOptions());
  return (
    <Page title="Catalogue">
      <TopBar crumbs={[{ title: "Catalogue" }]} />
      {summary.isError && <ErrorNote error={summary.error} onRetry={() => void summary.refetch()} />}
      {summary.data === undefined && <Skeleton height={84} radius={10} />}
      {summary.data?.products === 0 && <NoProducts />}
      {summary.data !== undefined && summary.data.products > 0 && <Numbers summary={summary.data} />}
      <DemoShopCard />
      <Allowed to="stock">
        <ImportCard />
      </Allowed>
      {summary.data !== undefined && summary.data.products > 0 && (
        <ProductBrowser currencies={summary.data.currencies} />
      )}
    </Page>
  );
}

function Numbers({ summary }: { readonly summary: CatalogueSummary }) {
  const numbers: readonly (readonly [string, number, string?])[] = [
    ["Products", summary.products],
    ["In stock", summary.inStock],
    ["Sold out", summary.soldOut],
    ["Stock unknown", summary.unknownStock],
    ...(summary.notForSale > 0 ? [["Not for sale", summary.notForSale] as const] : []),
    ["Events", summary.events],
    ["Orders", summary.orders],
    ["Units sold", summary.units],
    ...summary.revenue
      .slice(0, 3)
      .map(
        ({ currency, valueMinor }) =>
          [
            currency === null ? "Revenue, no currency" : `Revenue, ${currency}`,
            valueMinor,
            money(valueMinor, currency),
          ] as const,
      ),
  ];
  return (
    <Card
      title="In the catalogue"
      aside={
        summary.updatedAt !== null && (
          <span className="small muted">
            changed <RelativeTime at={summary.updatedAt} />
          </span>
        )
      }
    >
      <dl className={style.stats}>
        {numbers.map(([title, value, shown]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{shown ?? count(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
