import { Button, Drawer, Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count, counted, minorUnits } from "../ui/format.ts";
import style from "./catalogue.module.css";
import { FacetList } from "./facet-list.tsx";
import { PriceFilter } from "./price-filter.tsx";
import { ProductFacts } from "./product-facts.tsx";
import { ProductTable } from "./product-table.tsx";

const pageSize = 25;

const sorts = [
  { value: "title", label: "By title" },
  { value: "cheapest", label: "Cheapest first" },
  { value: "dearest", label: "Dearest first" },
  { value: "newest", label: "Newest first" },
  { value: "stock", label: "Least left first" },
] as const;

interface ProductCriteria {
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  readonly stock?: "in-stock" | "sold-out" | "unknown" | "not-for-sale" | undefined;
  /** The currency of the bounds; the one that most products have when none is chosen. */
  readonly currency?: string | undefined;
  /** Whole units of the currency. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Products by words, category, brand, stock and price; each opens with all that is known of it. */
export function ProductBrowser({ currencies }: { readonly currencies: readonly string[] }) {
  const [text, setText] = useState("");
  const [criteria, setCriteria] = useState<ProductCriteria>({});
  const [sort, setSort] = useState<(typeof sorts)[number]["value"]>("title");
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState<string>();
  const [words] = useDebouncedValue(text, 200);
  const [settled] = useDebouncedValue(criteria, 200);
  const { category, brand, stock, from, to } = settled;
  const currency = settled.currency ?? currencies[0] ?? null;
  const unit = minorUnits(currency);
  const found = useQuery(
    trpc.catalogue.search.queryOptions(
      {
        text: words,
        offset,
        limit: pageSize,
        sort,
        ...(category === undefined ? {} : { category }),
        ...(brand === undefined ? {} : { brand }),
        ...(stock === undefined ? {} : { stock }),
        ...(from === undefined ? {} : { minPrice: Math.round(from * unit) }),
        ...(to === undefined ? {} : { maxPrice: Math.round(to * unit) }),
        ...(currency === null ? {} : { currency }),
      },
      { placeholderData: keepPreviousData },
    ),
  );
  const page = found.data;
  const change = (next: ProductCriteria) => {
    setCriteria({ ...criteria, ...next });
    setOffset(0);
  };
  const clear = () => {
    setCriteria({});
    setText("");
    setOffset(0);
  };
  return (
    <Card
      title="Products"
      aside={page !== undefined && <span className="small muted">{counted(page.total, "product")}</span>}
    >
      <div className={style.filters}>
        <TextInput
          aria-label="Search the products"
          placeholder="Title, brand or id"
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setOffset(0);
          }}
          w={280}
        />
        <Select
          aria-label="Sort the products"
          data={sorts}
          allowDeselect={false}
          value={sort}
          onChange={(value) => {
            setSort(sorts.find((one) => one.value === value)?.value ?? "title");
            setOffset(0);
          }}
          w={168}
        />
      </div>
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {page === undefined ? (
        !found.isError && <Skeleton height={320} />
      ) : (
        <div className={style.browse}>
          <div className={style.facets}>
            <FacetList
              title="Stock"
              chosen={criteria.stock}
              facets={[
                { name: "in-stock", title: "In stock", count: page.stocks.inStock },
                { name: "sold-out", title: "Sold out", count: page.stocks.soldOut },
                { name: "unknown", title: "Unknown", count: page.stocks.unknown },
                ...(page.stocks.notForSale > 0 || criteria.stock === "not-for-sale"
                  ? [{ name: "not-for-sale", title: "Not for sale", count: page.stocks.notForSale }]
                  : []),
              ]}
              onChoose={(name) => change({ stock: name as ProductCriteria["stock"] })}
            />
            <PriceFilter criteria={criteria} prices={page.prices} currencies={page.currencies} onChange={change} />
            <FacetList
              title="Category"
              chosen={criteria.category}
              facets={page.categories}
              onChoose={(name) => change({ category: name })}
            />
            <FacetList
              title="Brand"
              chosen={criteria.brand}
              facets={page.brands}
              onChoose={(name) => change({ brand: name })}
            />
          </div>
          <div style={{ minWidth: 0 }}>
            {page.items.length === 0 ? (
              <EmptyState title="Nothing matches" actions={<Button onClick={clear}>Clear the filters</Button>}>
                Try fewer words, or another category, brand or price.
              </EmptyState>
            ) : (
              <ProductTable items={page.items} onOpen={setOpen} />
            )}
            <div className="row" style={{ justifyContent: "flex-end", marginTop: 8 }}>
              <span className="small muted num grow">
                {page.total === 0 ? "" : `${count(offset + 1)} to ${count(Math.min(page.total, offset + pageSize))}`}
              </span>
              <Button size="xs" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - pageSize))}>
                Before
              </Button>
              <Button size="xs" disabled={offset + pageSize >= page.total} onClick={() => setOffset(offset + pageSize)}>
                Next
              </Button>
            </div>
          </div>
        </div>
      )}
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size={440}
        title="Product"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {open !== undefined && <ProductFacts productId={open} />}
      </Drawer>
    </Card>
  );
}
