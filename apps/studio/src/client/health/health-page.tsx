import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { AlertsCard } from "./alerts-card.tsx";
import { ChangesCard } from "./changes-card.tsx";
import { SubjectsCard } from "./subjects-card.tsx";

/** Health at a glance: every live endpoint and every kind of event, and what changed when. */
export function HealthPage() {
  const found = useQuery(
    trpc.monitors.overview.queryOptions(undefined, { refetchInterval: 30_000, placeholderData: keepPreviousData }),
  );
  const health = found.data;
  return (
    <Page title="Health">
      <TopBar crumbs={[{ title: "Health" }]} />
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {health === undefined ? (
        !found.isError && (
          <>
            <Skeleton height={160} radius={10} />
            <Skeleton height={240} radius={10} />
          </>
        )
      ) : health.subjects.length === 0 ? (
        <Card>
          <EmptyState title="Nothing to watch yet">
            {health.foldedAt === null
              ? "Endpoints and events are watched from their first hour on, without any setting. Call a live endpoint or send an event."
              : "What came in is folded; the first hour is read when it is over."}
          </EmptyState>
        </Card>
      ) : (
        <>
          <p className="small soft" style={{ marginTop: -8 }}>
            The 24 hours to {clockText(health.readTo!, health.timeZone)}, against the same weekdays of the weeks before.
            {health.foldedAt !== null && (
              <>
                {" "}
                Last read <RelativeTime at={health.foldedAt} />.
              </>
            )}
          </p>
          <AlertsCard />
          <ChangesCard changes={health.changes} />
          <SubjectsCard
            title="Endpoints"
            noun="answers"
            subjects={health.subjects.filter(({ kind }) => kind === "endpoint")}
            timeZone={health.timeZone}
          />
          <SubjectsCard
            title="Events"
            noun="events"
            subjects={health.subjects.filter(({ kind }) => kind === "events")}
            timeZone={health.timeZone}
          />
        </>
      )}
    </Page>
  );
}

function clockText(at: string, timeZone: string): string {
  return new Date(at).toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
}
