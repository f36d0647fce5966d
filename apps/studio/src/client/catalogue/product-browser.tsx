import { Button, SegmentedControl, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../api/trpc.ts";
import { Picture } from "../previews/picture.tsx";
import { StockMark, stockWords } from "../previews/stock-mark.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count, counted, money } from "../ui/format.ts";
import ui from "../ui/ui.module.css";
import style from "./catalogue.module.css";

const pageSize = 25;
type Stock = "in-stock" | "sold-out" | "unknown";

/** Products by words, category and stock. */
export function ProductBrowser() {
  const [text, setText] = useState("");
  const [category, setCategory] = useState<string>();
  const [stock, setStock] = useState<Stock | "any">("any");
  const [offset, setOffset] = useState(0);
  const [words] = useDebouncedValue(text, 200);
  const found = useQuery(
    trpc.catalogue.search.queryOptions(
      {
        text: words,
        offset,
        limit: pageSize,
        ...(category === undefined ? {} : { category }),
        ...(stock === "any" ? {} : { stock }),
      },
      { placeholderData: keepPreviousData },
    ),
  );
  const page = found.data;
  return (
    <Card
      title="Products"
      aside={page !== undefined && <span className="small muted">{counted(page.total, "product")}</span>}
    >
      <div className={style.filters}>
        <TextInput
          aria-label="Search the products"
          placeholder="Title, brand or id"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setOffset(0);
          }}
          w={280}
        />
        <SegmentedControl
          aria-label="Stock"
          value={stock}
          onChange={(value) => {
            setStock(value as Stock | "any");
            setOffset(0);
          }}
          data={[
            { value: "any", label: "All" },
            { value: "in-stock", label: "In stock" },
            { value: "sold-out", label: "Sold out" },
            { value: "unknown", label: "Unknown" },
          ]}
        />
      </div>
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {page === undefined ? (
        !found.isError && <Skeleton height={320} />
      ) : (
        <div className={style.browse}>
          <fieldset aria-label="Categories">
            {page.categories.slice(0, 24).map((one) => (
              <button
                key={one.name}
                type="button"
                className={style.facet}
                aria-pressed={category === one.name}
                onClick={() => {
                  setCategory(category === one.name ? undefined : one.name);
                  setOffset(0);
                }}
              >
                <span className="grow clip">{one.name === "" ? "Without category" : one.name}</span>
                <span className="muted num">{count(one.count)}</span>
              </button>
            ))}
          </fieldset>
          <div>
            {page.items.length === 0 ? (
              <EmptyState title="Nothing matches">Try fewer words, or another category.</EmptyState>
            ) : (
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
                    {page.items.map((item) => (
                      <tr key={item.id} style={{ height: 44 }}>
                        <td>
                          <Picture item={item} width={36} height={36} mark={false} />
                        </td>
                        <td className="clip" style={{ maxWidth: 380 }} title={item.title}>
                          {item.title}
                          <br />
                          <span className="muted">{item.id}</span>
                        </td>
                        <td>{item.brand ?? ""}</td>
                        <td className="clip" style={{ maxWidth: 180 }}>
                          {item.category ?? ""}
                        </td>
                        <td>
                          <span className="row" style={{ gap: 6, position: "relative" }}>
                            <span style={{ position: "relative", width: 10, height: 10 }}>
                              <StockMark stock={item.stock} />
                            </span>
                            {stockWords(item.stock)}
                          </span>
                        </td>
                        <td className="right">{item.price === null ? "–" : money(item.price, item.currency)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
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
    </Card>
  );
}
