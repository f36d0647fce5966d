import { Button, Menu, Select, Skeleton } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { bytesOf, saveFile } from "../ui/save-file.ts";
import { AddedCard } from "./added-card.tsx";
import { DaysCard } from "./days-card.tsx";
import { EndpointsCard } from "./endpoints-card.tsx";
import { ModelsCard } from "./models-card.tsx";
import { Totals } from "./totals.tsx";
import style from "./value.module.css";
import { monthLabel } from "./value-labels.ts";

/** What the endpoints of a shop were worth in a month: on one page that can be read, printed and saved. */
export function ValuePage() {
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("month") ?? undefined;
  const queries = useQueryClient();
  const found = useQuery(
    trpc.value.month.queryOptions(asked === undefined ? {} : { month: asked }, {
      refetchInterval: 60_000,
      placeholderData: keepPreviousData,
    }),
  );
  const file = useMutation({
    mutationFn: (as: "csv" | "html" | "pdf") =>
      queries.fetchQuery(trpc.value.report.queryOptions({ month: found.data?.month ?? "", as })),
    onSuccess: ({ fileName, type, text }) =>
      saveFile(fileName, type === "application/pdf" ? bytesOf(text) : text, type),
  });
  const value = found.data;
  return (
    <Page
      title="Value"
      actions={
        value !== undefined && (
          <div className={style.actions}>
            <Select
              aria-label="Month"
              allowDeselect={false}
              data={value.months.map((month) => ({ value: month, label: monthLabel(month) }))}
              value={value.month}
              onChange={(month) => navigate(month === null ? "/value" : `/value?month=${month}`)}
            />
            <Menu>
              <Menu.Target>
                <Button leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />} loading={file.isPending}>
                  Export
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => file.mutate("csv")}>Rows, as CSV</Menu.Item>
                <Menu.Item onClick={() => file.mutate("pdf")}>Report, as PDF</Menu.Item>
                <Menu.Item onClick={() => file.mutate("html")}>Report, as HTML</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Button leftSection={<IconPrinter size={16} stroke={1.5} aria-hidden />} onClick={() => window.print()}>
              Print
            </Button>
          </div>
        )
      }
    >
      <TopBar crumbs={[{ title: "Value" }]} />
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {file.isError && <ErrorNote error={file.error} />}
      {value === undefined ? (
        !found.isError && (
          <>
            <Skeleton height={72} radius={10} />
            <Skeleton height={280} radius={10} />
          </>
        )
      ) : value.endpoints.length === 0 ? (
        <Card>
          <EmptyState title="Nothing is live yet">
            Publish a pipeline: what its endpoint answers, and the orders that follow, are counted here by month.
          </EmptyState>
        </Card>
      ) : (
        <>
          <Totals value={value} />
          <DaysCard value={value} />
          <EndpointsCard value={value} />
          <AddedCard added={value.added} />
          <ModelsCard models={value.models} />
        </>
      )}
    </Page>
  );
}
