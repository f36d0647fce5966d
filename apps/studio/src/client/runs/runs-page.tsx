import { Button, NumberInput, Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { trpc } from "../api/trpc.ts";
import { RequestsTable } from "../endpoints/requests-table.tsx";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count } from "../ui/format.ts";
import { Page } from "../ui/page.tsx";
import { outcomes, ranges, useRunFilter } from "./run-filter.ts";
import style from "./runs.module.css";

const maxRows = 100;

/** What all endpoints answered, narrowed down by endpoint, outcome, time and product; each row opens its trace. */
export function RunsPage() {
  const { filter, query, change, clear } = useRunFilter();
  const [settled] = useDebouncedValue(query, 250);
  const endpoints = useQuery(trpc.endpoints.list.queryOptions(undefined, { staleTime: 30_000 }));
  const found = useQuery(
    trpc.endpoints.requests.queryOptions(
      { ...settled, limit: maxRows },
      { refetchInterval: 5_000, placeholderData: keepPreviousData },
    ),
  );
  const page = found.data;
  const narrowed = Object.values(filter).some((value) => value !== "");
  return (
    <Page title="Runs and traces">
      <TopBar crumbs={[{ title: "Runs" }]} />
      <Card flush>
        <search className={style.filters}>
          <TextInput
            label="Product or decision"
            placeholder="Its id"
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            value={filter.find}
            onChange={(event) => change({ find: event.currentTarget.value })}
          />
          <Select
            label="Endpoint"
            placeholder="All"
            clearable
            data={(endpoints.data ?? []).map(({ slug }) => ({ value: slug, label: `/v1/${slug}` }))}
            value={filter.endpoint === "" ? null : filter.endpoint}
            onChange={(value) => change({ endpoint: value ?? "" })}
          />
          <Select
            label="Outcome"
            placeholder="All"
            clearable
            data={outcomes}
            value={filter.outcome === "" ? null : filter.outcome}
            onChange={(value) => change({ outcome: value ?? "" })}
          />
          <Select
            label="Time"
            placeholder="All that is stored"
            clearable
            data={ranges.map(({ value, label }) => ({ value, label }))}
            value={filter.range === "" ? null : filter.range}
            onChange={(value) => change({ range: value ?? "" })}
          />
          <NumberInput
            label="Slower than, ms"
            placeholder="Any"
            min={0}
            max={600_000}
            value={filter.slower}
            onChange={(value) => change({ slower: String(value) })}
          />
          {narrowed && <Button onClick={clear}>Clear the filters</Button>}
        </search>
        {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
        {page === undefined ? (
          !found.isError && (
            <div style={{ padding: 16, display: "grid", gap: 8 }}>
              {[..."12345678"].map((key) => (
                <Skeleton key={key} height={24} />
              ))}
            </div>
          )
        ) : page.rows.length === 0 ? (
          narrowed ? (
            <EmptyState title="No request matches" actions={<Button onClick={clear}>Clear the filters</Button>}>
              {query.find === undefined
                ? "Try a longer time, or another outcome."
                : `The newest ${count(page.checked)} requests were looked through for this id.`}
            </EmptyState>
          ) : (
            <EmptyState title="No requests yet" actions={<Link href="/endpoints">Open the endpoints</Link>}>
              Every request that an endpoint answers is stored here with its steps, times and reasons. Publish a
              pipeline and send one with Try it.
            </EmptyState>
          )
        ) : (
          <RequestsTable rows={page.rows} />
        )}
        {page?.more === true && (
          <p className="small muted" style={{ padding: "0 16px 12px" }}>
            The newest {count(page.rows.length)} of those that match. Narrow the time to see older ones.
          </p>
        )}
      </Card>
    </Page>
  );
}
