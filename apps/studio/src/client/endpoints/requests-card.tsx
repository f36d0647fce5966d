import { SegmentedControl, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RequestsTable } from "./requests-table.tsx";

type Show = "all" | "fell-back" | "slow" | "failed";

/** The newest decisions of an endpoint, each a link to its trace. */
export function RequestsCard({
  slug,
  hideEmpty = false,
}: {
  readonly slug: string;
  /** Leaves the card out while there is no request at all. */
  readonly hideEmpty?: boolean;
}) {
  const [show, setShow] = useState<Show>("all");
  const decisions = useQuery(
    trpc.endpoints.decisions.queryOptions(
      { slug, show, limit: 25 },
      { refetchInterval: 3_000, placeholderData: keepPreviousData },
    ),
  );
  const rows = decisions.data;
  if (hideEmpty && show === "all" && !decisions.isError && (rows === undefined || rows.length === 0)) return null;
  return (
    <Card
      title="Recent requests"
      flush
      aside={
        <SegmentedControl
          aria-label="Which requests"
          value={show}
          onChange={(value) => setShow(value as Show)}
          data={[
            { value: "all", label: "All" },
            { value: "fell-back", label: "Fell back" },
            { value: "slow", label: "Slow" },
            { value: "failed", label: "Failed" },
          ]}
        />
      }
    >
      {decisions.isError && <ErrorNote error={decisions.error} onRetry={() => void decisions.refetch()} />}
      {rows === undefined ? (
        <div style={{ padding: 16, display: "grid", gap: 8 }}>
          <Skeleton height={24} />
          <Skeleton height={24} />
        </div>
      ) : rows.length === 0 ? (
        <p className="muted small" style={{ padding: 16 }}>
          {show === "all" ? "No requests yet. Send one with Try it." : "None of these. That is good."}
        </p>
      ) : (
        <RequestsTable rows={rows} />
      )}
    </Card>
  );
}
