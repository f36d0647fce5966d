import { Button, SegmentedControl } from "@mantine/core";
import { IconAlertTriangle, IconBellOff, IconCheck } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { AlertListed } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { AlertSettingsButton } from "./alert-settings-button.tsx";
import style from "./health.module.css";
import { MutesButton } from "./mutes-button.tsx";

const states = [
  { value: "open", label: "Open" },
  { value: "recovered", label: "Recovered" },
] as const;

/** Alerts, the latest first: those that go on, or those that are over. */
export function AlertsCard() {
  const [state, setState] = useState<"open" | "recovered">("open");
  const found = useInfiniteQuery(
    trpc.alerts.list.infiniteQueryOptions(
      { state },
      {
        getNextPageParam: ({ before }) => before ?? undefined,
        refetchInterval: 30_000,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const items = found.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      title="Alerts"
      aside={
        <span className={style.actions}>
          <MutesButton />
          <AlertSettingsButton />
          <SegmentedControl
            aria-label="Alerts that are shown"
            size="xs"
            data={[...states]}
            value={state}
            onChange={(value) => setState(value as typeof state)}
          />
        </span>
      }
      flush
    >
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {items?.length === 0 ? (
        <p className={`muted small ${style.nothing}`}>
          {state === "open" ? "No alert is open." : "No alert has recovered in the last 400 days."}
        </p>
      ) : (
        <ul className={style.changes}>
          {items?.map((alert) => (
            <AlertLine key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <div className={style.more}>
          <Button size="xs" variant="subtle" color="gray" onClick={() => void found.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

function AlertLine({ alert }: { readonly alert: AlertListed }) {
  const { id, kind, name, title, statement, since, state, muted, severity, assignee } = alert;
  const Icon = state === "recovered" ? IconCheck : IconAlertTriangle;
  return (
    <li data-severity={state === "recovered" ? "over" : severity}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <div>
        <Link href={`/monitors/alerts/${id}`}>{title}</Link>
        <p className="small">{statement}</p>
        <p className="small soft">
          {kind === "endpoint" ? `/v1/${name}` : name}, since <RelativeTime at={since} />
          {assignee !== null && `, ${assignee.name} looks after it`}
        </p>
      </div>
      <span className={style.sure}>
        {muted ? (
          <Chip>
            <IconBellOff size={12} stroke={2} aria-hidden />
            muted
          </Chip>
        ) : (
          <Chip tone={state === "open" && severity === "high" ? "bad" : "plain"}>
            {state === "open" ? `${severity === "high" ? "open, high" : "open"}` : state}
          </Chip>
        )}
      </span>
    </li>
  );
}
