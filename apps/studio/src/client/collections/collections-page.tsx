import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { useMay } from "../access/use-may.ts";
import type { CollectionRow } from "../api/outputs.ts";
import { queryClient, trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { JobDetails } from "../jobs/job-details.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count } from "../ui/format.ts";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";

/** What pipelines search in: which model made the numbers, how many there are, who asks, and building them again. */
export function CollectionsPage() {
  const mayRebuild = useMay("stock");
  const [started, setStarted] = useState<string>();
  const collections = useQuery(trpc.collections.list.queryOptions(undefined, { refetchInterval: 3_000 }));
  const rebuild = useMutation({
    ...trpc.collections.rebuild.mutationOptions(),
    onSuccess: ({ jobId }) => {
      setStarted(jobId);
      void queryClient.invalidateQueries(trpc.collections.pathFilter());
    },
  });
  const rows = collections.data;
  const jobId = rows?.find((row) => row.jobId !== null)?.jobId ?? started;
  const running = rows?.some((row) => row.jobId !== null) === true;
  return (
    <Page
      title="Collections"
      actions={
        rows !== undefined &&
        rows.length > 0 &&
        mayRebuild && (
          <Button
            leftSection={<IconRefresh size={16} stroke={1.5} aria-hidden />}
            loading={rebuild.isPending}
            disabled={running}
            onClick={() => rebuild.mutate()}
          >
            {running ? "Rebuilding" : "Rebuild"}
          </Button>
        )
      }
    >
      <TopBar crumbs={[{ title: "Collections" }]} />
      {collections.isError && <ErrorNote error={collections.error} onRetry={() => void collections.refetch()} />}
      {rebuild.isError && <ErrorNote error={rebuild.error} />}
      {jobId !== undefined && jobId !== null && <JobDetails jobId={jobId} />}
      <Card flush>
        {rows === undefined ? (
          <div style={{ padding: 16, display: "grid", gap: 8 }}>
            <Skeleton height={24} />
            <Skeleton height={24} />
          </div>
        ) : rows.length === 0 ? (
          <EmptyState
            title="No collection yet"
            actions={mayRebuild && <Link href="/catalogue">Import a catalogue</Link>}
          >
            When products are imported, their texts become numbers that stand near each other where the products are
            alike. Vector search asks them here.
          </EmptyState>
        ) : (
          <div className={ui.scroll} style={{ padding: 8 }}>
            <table>
              <thead>
                <tr>
                  <th>Collection</th>
                  <th>State</th>
                  <th>Embedded by</th>
                  <th className="right">Dimension</th>
                  <th className="right">Products</th>
                  <th>Asked by</th>
                  <th>Changed</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.name}>
                    <td style={{ fontWeight: 500 }}>{row.name}</td>
                    <td>
                      <CollectionState row={row} />
                      {row.problem !== null && (
                        <p role="status" style={{ margin: "4px 0 0", maxWidth: 360, overflowWrap: "anywhere" }}>
                          {row.problem}
                        </p>
                      )}
                    </td>
                    <td data-label="embedded by">{row.embedder}</td>
                    <td className="right" data-label="dimension">
                      {count(row.dimension)}
                    </td>
                    <td className="right" data-label="products">
                      {count(row.count)}
                    </td>
                    <td>
                      {row.pipelines.length === 0 ? (
                        <span className="muted">no pipeline</span>
                      ) : (
                        row.pipelines.map(({ id, name }, at) => (
                          <span key={id}>
                            {at > 0 && ", "}
                            <Link href={`/pipelines/${id}`}>{name}</Link>
                          </span>
                        ))
                      )}
                    </td>
                    <td className="muted">
                      <RelativeTime at={row.updatedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </Page>
  );
}

function CollectionState({ row }: { readonly row: CollectionRow }) {
  if (row.status === "ready" && row.problem !== null) {
    return (
      <Chip tone="bad">
        <IconAlertTriangle size={12} stroke={2} aria-hidden />
        Not whole
      </Chip>
    );
  }
  if (row.status === "ready") {
    return (
      <Chip tone="ok">
        <IconCheck size={12} stroke={2} aria-hidden />
        Ready
      </Chip>
    );
  }
  if (row.status === "failed") {
    return (
      <Chip tone="bad" title="The last building failed; rebuild it, and look at the job's reason.">
        <IconAlertTriangle size={12} stroke={2} aria-hidden />
        Failed
      </Chip>
    );
  }
  return (
    <Chip tone={row.status === "indexing" ? "accent" : "plain"}>
      <IconPlayerPlay size={12} stroke={2} aria-hidden />
      {row.building !== null
        ? `${count(row.building.found)} of ${count(row.building.total)}`
        : row.status === "indexing"
          ? "Being built"
          : "Empty"}
    </Chip>
  );
}
