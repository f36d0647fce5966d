import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./people.module.css";

/** Notifications that could not be sent, each with its reason; nothing where there are none. */
export function DeadDeliveries() {
  const queries = useQueryClient();
  const dead = useQuery(trpc.notifications.dead.queryOptions());
  const retry = useMutation(
    trpc.notifications.retry.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.notifications.dead.queryFilter()),
    }),
  );
  if (dead.isError) return <ErrorNote error={dead.error} onRetry={() => void dead.refetch()} />;
  if (dead.data === undefined || dead.data.length === 0) return null;
  return (
    <>
      <h3 style={{ marginTop: 16 }}>Not sent</h3>
      <ul className={style.list} aria-label="Not sent">
        {dead.data.map(({ id, title, connection, at, lastError }) => (
          <li key={id} className={style.member}>
            <span className="grow">
              <span>{title}</span>
              <span className="muted small">
                {connection}, <RelativeTime at={at} />: {lastError}
              </span>
            </span>
            <Button size="xs" aria-label={`Send again: ${title}`} onClick={() => retry.mutate({ id })}>
              Send again
            </Button>
          </li>
        ))}
      </ul>
      {retry.error !== null && <ErrorNote error={retry.error} />}
    </>
  );
}
